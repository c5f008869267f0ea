import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {runCommand} from '../../../bench/measure.js';
import {currentLoad} from '../../../bench/report.js';
import {startApiServer} from '../../../bench/support/api-servers.js';
import {startBackend} from './backend.js';
import {Churn} from './churn.js';
import {ControllerProcess} from './controller-process.js';
import {NAMESPACE} from './experiments.js';
import {leastOf, medianOf} from './law.js';
import {ApiClient, customResourceDefinitions, installMesh, readKubeconfig, seededRandom, untilServed, writeKubeconfig} from './pieces.js'; // prettier-ignore
import {Relay} from './relay.js';

/** @typedef {import('./probe.js').Measurement} Measurement */
/** @typedef {import('./law.js').Counts} Counts */
/**
 * @typedef {object} Plan
 * @property {'embedded' | 'real'} server
 * @property {number} [speed] of the controller's clock, by which all seconds here go; that of the world unless given
 * @property {number} waves of experiments; after each all are gone
 * @property {number} waveSeconds in which new ones come
 * @property {number} slots experiments at a time
 * @property {number} intervalSeconds of an experiment
 * @property {number} sampleSeconds
 * @property {number} cutSeconds after which all connections are cut, again and again
 * @property {number} idleLooks at what the controller holds after a wave, at most
 * @property {boolean} isCutWhenIdle so that idle connections need not be waited for
 * @property {string} [leak] planted
 * @property {string} seed
 */
/** @typedef {{created: number, idle: Counts, heapBytes: number, residentBytes: number}} Wave what was created in it, and what the controller held after it */
/** @typedef {Measurement & {leaseAgeSeconds: number}} Sample */
/**
 * @typedef {object} Soaked
 * @property {Plan} plan
 * @property {number} hours of the controller's clock
 * @property {number} seconds of the world's
 * @property {readonly Sample[]} samples while there were experiments
 * @property {readonly Wave[]} waves the first only warms up
 * @property {Readonly<Record<string, number>>} fates
 * @property {{before: number, after: number}} load of the machine in a minute
 * @property {number} late experiments that did not end in time
 * @property {number} cuts
 * @property {number} problemCount warnings and errors in the controller's log
 * @property {readonly string[]} problems the last of them
 */

const LEASE = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases/iter8ctl-controller`;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const IDLE_LOOK_MS = 300;

/** @param {Plan} plan @returns {Promise<Soaked>} */
export async function soak(plan) {
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-soak-'));
  /** @type {(() => unknown)[]} */
  const closers = [() => rm(folder, {recursive: true})];
  try {
    const soaking = await begin(plan, folder, closers);
    for (let wave = 0; wave < plan.waves; wave += 1) await soaking.wave();
    return soaking.result();
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** @param {Plan} plan @param {string} folder @param {(() => unknown)[]} closers */
async function begin(plan, folder, closers) {
  const random = seededRandom(plan.seed);
  const server = await startApiServer(plan.server);
  closers.push(server.stop);
  const access = readKubeconfig(server.kubeconfig);
  const client = new ApiClient(access);
  closers.push(() => client.close());
  await install(client);
  const backend = await startBackend(random);
  closers.push(backend.close);
  const {hostname: host, port} = new URL(access.server);
  const relay = new Relay({host, port: Number(port)});
  closers.push(() => relay.close());
  const kubeconfig = join(folder, 'kubeconfig');
  const relayed = {...access, server: `https://127.0.0.1:${await relay.listen()}`};
  await writeKubeconfig(kubeconfig, relayed, NAMESPACE);
  const pause = (/** @type {number} */ seconds) => sleep((1000 * seconds) / (plan.speed ?? 1));
  const churn = new Churn({...plan, client, backend: backend.url, random, pause});
  await churn.prepare();
  const controller = new ControllerProcess({kubeconfig, speed: plan.speed, leak: plan.leak});
  closers.push(() => controller.stop());
  while (!controller.isLeading) await sleep(20);
  return new Soaking(plan, {client, relay, churn, controller, pause, kubeconfig: server.kubeconfig});
}

/** @param {import('../../support/api-client.js').ApiClient} client */
async function install(client) {
  for (const body of customResourceDefinitions()) {
    await client.ok('POST', DEFINITIONS, {body});
    await untilServed({client}, body);
  }
  await installMesh({client});
}

/**
 * @typedef {object} Scene
 * @property {import('../../support/api-client.js').ApiClient} client
 * @property {Relay} relay
 * @property {Churn} churn
 * @property {ControllerProcess} controller
 * @property {(seconds: number) => Promise<unknown>} pause
 * @property {string} kubeconfig for `iter8ctl cleanup`
 */

class Soaking {
  /** @type {Sample[]} */
  #samples = [];
  /** @type {Wave[]} */
  #waves = [];
  #cuts = 0;
  #begin = performance.now();
  #loadBefore = currentLoad();
  #last = 0;

  /** @param {Plan} plan @param {Scene} scene */
  constructor(plan, scene) {
    this.plan = plan;
    this.scene = scene;
  }

  async wave() {
    const {churn, relay, kubeconfig} = this.scene;
    const before = churn.created;
    const enough = new AbortController();
    const churned = churn.keepUp(enough.signal);
    await Promise.race([this.#disturb(), churned]); // the churn ends by itself only with an error
    enough.abort();
    await churned;
    runCommand({name: 'cleanup', argv: ['bin/run.js', 'cleanup', '--yes', '--kubeconfig', kubeconfig]}, []);
    await churn.deleteRest();
    if (this.plan.isCutWhenIdle) relay.cut();
    const looks = await this.#lookWhenIdle();
    this.#waves.push({
      created: churn.created - before,
      idle: leastOf(looks.map(({counts}) => counts)),
      heapBytes: Math.min(...looks.map(({heapBytes}) => heapBytes)),
      residentBytes: medianOf(looks.map(({residentBytes}) => residentBytes)),
    });
  }

  /** @returns {Soaked} */
  result() {
    const {churn, controller} = this.scene;
    const first = this.#samples[0]?.now ?? NaN;
    return {
      plan: this.plan,
      hours: (this.#last - first) / 3_600_000,
      seconds: (performance.now() - this.#begin) / 1000,
      samples: this.#samples,
      waves: this.#waves,
      load: {before: this.#loadBefore, after: currentLoad()},
      fates: churn.fates,
      late: churn.late,
      cuts: this.#cuts,
      problemCount: controller.problemCount,
      problems: controller.problems,
    };
  }

  /** Measures, and cuts connections now and then, for as long as a wave lasts. */
  async #disturb() {
    const {sampleSeconds, cutSeconds, waveSeconds} = this.plan;
    const {pause, relay, controller} = this.scene;
    const {now: begin} = await controller.measure(false);
    let cutAt = begin;
    while (this.#last < begin + 1000 * waveSeconds) {
      await pause(sampleSeconds);
      await this.#sample();
      if (this.#last < cutAt + 1000 * cutSeconds) continue;
      cutAt = this.#last;
      relay.cut();
      this.#cuts += 1;
    }
  }

  async #sample() {
    const {client, controller} = this.scene;
    const {spec} = await client.ok('GET', LEASE);
    const measurement = await controller.measure(false);
    const leaseAgeSeconds = (measurement.now - Date.parse(String(spec?.renewTime))) / 1000;
    this.#samples.push({...measurement, leaseAgeSeconds});
    this.#last = measurement.now;
  }

  /** Until it holds no more than after the first wave; after the first one, and where it does not come to that, as long as it may take. */
  async #lookWhenIdle() {
    const {controller} = this.scene;
    const before = this.#waves[0]?.idle;
    const looks = [];
    while (
      looks.length < this.plan.idleLooks &&
      !(before && isWithin(leastOf(looks.map((look) => look.counts)), before))
    ) {
      await sleep(IDLE_LOOK_MS);
      const look = await controller.measure(true);
      looks.push(look);
      this.#last = look.now;
    }
    return looks;
  }
}

/** @param {Counts} counts none: nothing has been counted yet @param {Counts} limits */
function isWithin(counts, limits) {
  return Object.entries(limits).every(([name, limit]) => (counts[name] ?? Infinity) <= limit);
}
