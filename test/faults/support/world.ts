import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {startApiServer, type ApiServer} from '../../../src/local/apiserver/start.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {customResourceDefinitions} from '../../../src/operate/install/crds.js';
import {installMesh} from '../../cluster/support/mesh.js';
import {createRouter} from '../../cluster/support/routers.js';
import {ApiClient} from '../../support/api-client.js';
import {openFaultyClient} from './client.js';
import {keepController} from './controllers.js';
import type {FaultSchedule} from './fault-schedule.js';
import {FaultProxy} from './fault-proxy.js';
import {askedFor, startBackend} from './metric-backend.js';
import {WorldRecord} from './record.js';
import type {SwiftTime} from './swift-time.js';
import {experimentOf, metricOf, NAMESPACE, type Trial} from './trials.js';

export interface WorldOptions {
  readonly seed: number;
  readonly trials: readonly Trial[];
  readonly schedule: FaultSchedule;
  readonly time: SwiftTime;
  /** For files; fresh and empty. */
  readonly folder: string;
}

/** An API server, a metric backend, a proxy before each, and controllers: all real, all over sockets. */
export class World {
  readonly record: WorldRecord;
  readonly log: string[] = [];
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly options: WorldOptions,
    readonly server: ApiServer,
  ) {
    this.record = new WorldRecord(server);
    this.#closers.push(() => server.close());
  }

  /** With the trials' experiments in it, which nobody runs yet. */
  static async create(options: WorldOptions): Promise<World> {
    const world = new World(options, await startApiServer({now: options.time.now}));
    await world.#fill(await world.#startBackend());
    return world;
  }

  /** A controller that runs until the function that it returns is called. */
  async startController(name: string, hasElection: boolean): Promise<() => Promise<void>> {
    const {seed, schedule, time, folder} = this.options;
    const {server} = this;
    const clock = time.clock(seededRandom(`${seed}/${name}`));
    const client = await openFaultyClient({name, server, schedule, clock, folder});
    const stopping = new AbortController();
    const {cluster} = client;
    const log = (line: string) => this.log.push(line);
    const ended = keepController({identity: name, cluster, hasElection, time, log}, stopping.signal);
    const stop = async () => {
      stopping.abort();
      await ended;
    };
    this.atEnd(async () => {
      await stop();
      await client.close();
    });
    return stop;
  }

  /** What the tasks of a trial's finish action have written. */
  finished({name}: Trial): Promise<string> {
    return readFile(this.#finishFile(name), 'utf8').catch(() => ''); // none has run
  }

  /** Done before what stands already is closed. */
  atEnd(closer: () => Promise<unknown>): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  #finishFile(name: string): string {
    return join(this.options.folder, `${name}.finished`);
  }

  /** @returns the address of the proxy before it */
  async #startBackend(): Promise<string> {
    const {trials, schedule} = this.options;
    const backend = await startBackend(trials);
    const proxy = new FaultProxy({
      client: 'metrics',
      upstream: backend,
      schedule,
      describe: ({url = ''}) => ({kind: 'metric', what: url}),
      onDelivered: (url) => {
        const {trial, version} = askedFor(url);
        this.record.noteDelivered(trial, version);
      },
    });
    await proxy.start();
    this.atEnd(() => backend.close());
    this.atEnd(() => proxy.close());
    return proxy.url;
  }

  async #fill(backend: string): Promise<void> {
    const {url: server, certificate: authority, token} = this.server;
    const client = new ApiClient({server, authority, token});
    const place = {client, namespace: NAMESPACE};
    const create = (path: string, body: object) => client.ok('POST', path, {body});
    for (const definition of customResourceDefinitions())
      await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    await installMesh(place);
    const own = `/apis/iter8.tools/v2alpha2/namespaces/${NAMESPACE}`;
    for (const trial of this.options.trials) {
      await createRouter(place, trial.name, ['b', 'c']);
      await create(`${own}/metrics`, metricOf(trial, backend));
      await create(`${own}/experiments`, experimentOf(trial, this.#finishFile(trial.name)));
    }
    client.close();
  }
}
