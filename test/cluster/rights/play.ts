import {openCluster} from '../../../src/cluster/client.js';
import {Controller} from '../../../src/engine/controller/controller.js';
import {ControllerMetrics} from '../../../src/engine/controller/controller-metrics.js';
import {isOver} from '../../../src/engine/controller/supervisor.js';
import {jobActions} from '../../../src/engine/jobs/job-actions.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Log} from '../../../src/runtime/log.js';
import {DEFAULT_POLICY} from '../../../src/traffic/policy.js';
import type {ApiObject} from '../../support/api-client.js';
import type {TestCluster} from '../../support/cluster.js';
import {experimentsPath} from '../support/experiments.js';
import {until} from '../support/until.js';
import {fastClock} from './fast-clock.js';
import type {Scenario} from './scenarios.js';

const SPEED = 20;

/** What people see of a controller and of its experiments. */
export interface Seen {
  /** Its log, line by line. */
  readonly log: readonly string[];
  /** What it ended with before it was told to; undefined: nothing. */
  readonly error: unknown;
  readonly experiments: readonly ApiObject[];
  readonly events: readonly ApiObject[];
}

/** A controller of this process with the rights of a user, for whom time passes fast. */
export class Play {
  readonly #log: string[] = [];
  readonly #stopping = new AbortController();
  #error: unknown;
  #hasEnded = false;
  #ended: Promise<void> = Promise.resolve();

  private constructor(
    private readonly place: TestCluster,
    private readonly scenario: Scenario,
  ) {}

  static async begin(place: TestCluster, scenario: Scenario, user: string): Promise<Play> {
    const play = new Play(place, scenario);
    await scenario.prepare(place);
    await play.#start(user);
    return play;
  }

  async #start(user: string): Promise<void> {
    const clock = fastClock(SPEED);
    const cluster = await openCluster({
      kubeconfig: this.place.kubeconfigPath,
      impersonation: {'Impersonate-User': user},
      clock: clock.client,
      env: {},
    });
    const {namespace} = this.place;
    const log: Log = (level, message, fields) => this.#log.push(JSON.stringify({level, message, ...fields}));
    const onProblem = (job: string, problem: string) => log('warning', problem, {job});
    const limits = {timeoutMs: 600_000, startLimitMs: this.scenario.startLimitMs};
    const world = {cluster, traffic: DEFAULT_POLICY, ...clock};
    const controller = new Controller({
      ...world,
      namespace,
      installNamespace: namespace,
      workers: 16,
      hasElection: this.scenario.hasElection,
      identity: user,
      queries: {
        http: {send: () => Promise.reject(new Error('no test asks a backend'))},
        jq: {evaluate: () => Promise.reject(new Error('no test needs jq')), close: () => Promise.resolve()},
        readSecret: () => Promise.resolve(undefined),
      },
      actions: jobActions({...world, image: 'iter8ctl:test', ...limits, onProblem}),
      metrics: new ControllerMetrics(),
      log,
    });
    this.#ended = controller
      .run(this.#stopping.signal)
      .catch((error: unknown) => void (this.#error = error))
      .finally(() => {
        this.#hasEnded = true;
        cluster.close();
      });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async see(): Promise<Seen> {
    const {client, namespace} = this.place;
    const [experiments, events] = await Promise.all(
      [experimentsPath(namespace), `/api/v1/namespaces/${namespace}/events`].map((path) => client.ok('GET', path)),
    );
    return {log: this.#log, error: this.#error, experiments: experiments!.items!, events: events!.items!};
  }

  /** Until what is seen is so. */
  async until(holds: (seen: Seen) => boolean, what: string): Promise<Seen> {
    let seen = await this.see();
    await until(
      async () => {
        seen = await this.see();
        return holds(seen);
      },
      what,
      40,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it was ${JSON.stringify(seen.log, undefined, 1)}`, {cause: error});
    });
    return seen;
  }

  /** Whether all experiments have come to their end. */
  isOver({experiments}: Seen): boolean {
    return this.scenario.experiments.every((name) =>
      experiments.some((each) => each.metadata.name === name && isOver(each as JsonObject)),
    );
  }
}
