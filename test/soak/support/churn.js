import {canary, EXPERIMENTS, metric, METRICS, NAMESPACE} from './experiments.js';
import {createRouter} from './pieces.js';

/**
 * @typedef {object} ChurnOptions
 * @property {import('../../support/api-client.js').ApiClient} client
 * @property {string} backend URL of the metrics
 * @property {() => number} random 0 or more, below 1
 * @property {(seconds: number) => Promise<unknown>} pause of the controller's clock, nearly
 * @property {number} slots experiments that there are at a time, each with a router and a metric of its own
 * @property {number} intervalSeconds
 */

const ITERATIONS = 6;
/** Until an experiment is deleted as it is, of the world's time: a busy machine may take a tenth of this. */
const PATIENCE_MS = 120_000;
const LOOKS_AN_INTERVAL = 4;
const EVERY_WITH_ACTIONS = 5;
const MERGE = {headers: {'content-type': 'application/merge-patch+json'}};

/** What becomes of an experiment, and what is done for it while it runs. @type {Readonly<Record<string, (churn: Churn, name: string, slot: number) => Promise<void>>>} */
const FATES = {
  ended: async (churn, name) => churn.untilEnded(name),
  paused: async (churn, name) => {
    await churn.afterSome(() => churn.wish(name, 'pause'));
    await churn.afterSome(() => churn.wish(name, 'resume'));
    await churn.untilEnded(name);
  },
  aborted: async (churn, name) => {
    await churn.afterSome(() => churn.wish(name, 'abort'));
    await churn.untilEnded(name);
  },
  edited: async (churn, name) => {
    await churn.afterSome(() => churn.change(name, {spec: {duration: {iterationsPerLoop: ITERATIONS + 2}}}));
    await churn.untilEnded(name);
  },
  'deleted while it ran': async (churn, name) => churn.afterSome(() => churn.delete(name)),
  'waited for by another': async (churn, name, slot) => {
    const rival = await churn.create(slot);
    await Promise.all([churn.untilEnded(name), churn.untilEnded(rival)]);
  },
};

/** Experiments that come and go in all ways. */
export class Churn {
  created = 0;
  /** Of those that were to end, the ones that did not in time. */
  late = 0;
  /** How many had which fate. @type {Record<string, number>} */
  fates = {};

  /** @param {ChurnOptions} options */
  constructor(options) {
    this.options = options;
  }

  async prepare() {
    const {client, backend, slots} = this.options;
    for (let slot = 0; slot < slots; slot += 1) {
      const name = `app-${slot}`;
      await createRouter({client, namespace: NAMESPACE}, name, ['b', 'c']);
      await client.ok('POST', METRICS, {body: metric(name, backend, slot)});
    }
  }

  /** New ones come until the signal aborts, and those that there are end. @param {AbortSignal} signal */
  async keepUp(signal) {
    const slots = Array.from({length: this.options.slots}, async (_, slot) => {
      while (!signal.aborted) await this.#live(slot);
    });
    await Promise.all(slots);
  }

  /** Until no experiment is left. */
  async deleteRest() {
    const {client} = this.options;
    const {items = []} = await client.ok('GET', EXPERIMENTS);
    for (const {metadata} of items) await this.delete(metadata.name);
    await client.until(EXPERIMENTS, ({body}) => body.items?.length === 0);
  }

  /** @param {number} slot */
  async #live(slot) {
    const [fate, play] = this.#nextFate();
    this.fates[fate] = (this.fates[fate] ?? 0) + 1;
    const name = await this.create(slot);
    await play(this, name, slot);
    if (this.options.random() < 0.5) await this.delete(name); // `iter8ctl cleanup` finds the others
  }

  /** In turns, so that there have been all of them soon. */
  #nextFate() {
    const fates = Object.entries(FATES);
    return /** @type {(typeof fates)[number]} */ (fates[this.created % fates.length]);
  }

  /** @param {number} slot @returns {Promise<string>} its name */
  async create(slot) {
    const {client, intervalSeconds} = this.options;
    const name = `app-${slot}-${this.created}`;
    this.created += 1;
    const hasActions = this.created % EVERY_WITH_ACTIONS === 0;
    const body = canary(name, `app-${slot}`, {intervalSeconds, iterations: ITERATIONS, hasActions});
    await client.ok('POST', EXPERIMENTS, {body});
    return name;
  }

  /** @param {() => Promise<void>} act */
  async afterSome(act) {
    const {pause, random, intervalSeconds} = this.options;
    await pause(random() * ITERATIONS * intervalSeconds);
    await act();
  }

  /** @param {string} name @param {'pause' | 'resume' | 'abort'} wish */
  wish(name, wish) {
    return this.change(name, {metadata: {annotations: {'iter8.tools/wish': wish}}});
  }

  /** @param {string} name @param {object} body */
  async change(name, body) {
    await this.options.client.ok('PATCH', `${EXPERIMENTS}/${name}`, {body, ...MERGE});
  }

  /** @param {string} name */
  async delete(name) {
    const {status} = await this.options.client.request('DELETE', `${EXPERIMENTS}/${name}`);
    if (status >= 300 && status !== 404) throw new Error(`experiment ${name} cannot be deleted: ${status}`);
  }

  /** @param {string} name */
  async untilEnded(name) {
    const {client, pause, intervalSeconds} = this.options;
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      await pause(intervalSeconds / LOOKS_AN_INTERVAL);
      if (hasEnded(await client.ok('GET', `${EXPERIMENTS}/${name}`))) return;
    }
    this.late += 1;
    await this.delete(name);
  }
}

/** @param {import('../../support/api-client.js').ApiObject} experiment */
function hasEnded({status}) {
  const {conditions = []} = /** @type {{conditions?: readonly {type: string, status: string}[]}} */ (status ?? {});
  return conditions.some(({type, status}) => type === 'Completed' && status === 'True');
}
