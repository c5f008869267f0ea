import {Iter8Error} from '../errors.js';
import {isObject, type JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {readExperimentResource} from './experiment-resource.js';
import type {Ports} from './ports.js';
import type {RunOptions} from './run.js';
import type {Effect, WriteStatus} from './step/effects.js';
import type {StepObservations} from './step/input.js';
import {stoppable} from './stoppable.js';

/** Steps without a write or a wait that a sound decision can need; more means that it goes in circles. */
const MOST_STEPS_WITHOUT_PROGRESS = 25;
/** Failures in a row to read or write the resource. */
const MOST_FAILURES = 5;

/** What a run knows between two steps: the resource, and what was observed since its status was last written. */
export class RunState {
  #seen: {readonly resource: JsonObject; readonly experiment: Experiment} | undefined;
  #observations: StepObservations = {};
  #idleSteps = 0;
  readonly #failures = {reads: 0, writes: 0};

  constructor(
    readonly ports: Ports,
    readonly options: RunOptions,
  ) {}

  get lastSeen(): Experiment | undefined {
    return this.#seen?.experiment;
  }

  /** @throws Error before the first read */
  get experiment(): Experiment {
    if (!this.#seen) throw new Error('the experiment was not read yet');
    return this.#seen.experiment;
  }

  get observations(): StepObservations {
    return this.#observations;
  }

  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  observe(observed: StepObservations): void {
    this.#observations = {...this.#observations, ...observed};
  }

  /** The resource as it is now; what was observed before is forgotten. Tries again when it cannot be read. */
  async read(): Promise<void> {
    for (;;) {
      try {
        const resource = await stoppable(() => this.ports.readExperiment(this.signal), this.signal);
        this.#see(resource);
        this.#failures.reads = 0;
        return;
      } catch (error) {
        await this.#retryLater('reads', error);
      }
    }
  }

  /**
   * Writes a change of the status. When that fails, the resource is read again.
   *
   * @returns whether it was written
   */
  async write({patch, events}: Pick<WriteStatus, 'patch' | 'events'>): Promise<boolean> {
    const {resource, experiment} = this.#seen ?? {};
    if (!resource || !experiment) throw new Error('the experiment was not read yet');
    try {
      const write = {resource, status: patchedStatus(resource, patch), events};
      this.#see(await stoppable(() => this.ports.writeStatus(write, this.signal), this.signal));
      this.#failures.writes = 0;
    } catch (error) {
      await this.#retryLater('writes', error);
      await this.read();
      return false;
    }
    this.options.onWrite?.(this.experiment, events);
    return true;
  }

  /** @throws Error when step after step changes nothing, which is our mistake; better than a busy hang */
  noteStep(effects: readonly Effect[]): void {
    const isProgress = effects.some(({kind}) => kind === 'writeStatus' || kind === 'wait' || kind === 'end');
    this.#idleSteps = isProgress ? 0 : this.#idleSteps + 1;
    if (effects.length > 0 && this.#idleSteps < MOST_STEPS_WITHOUT_PROGRESS) return;
    throw new Error(`the engine goes in circles at ${effects.map(({kind}) => kind).join(', ') || 'nothing'}`);
  }

  #see(resource: JsonObject): void {
    this.#seen = {resource, experiment: readExperimentResource(resource)};
    this.#observations = {};
  }

  /** @throws the error, when it is of a kind that stays or has come too often */
  async #retryLater(what: 'reads' | 'writes', error: unknown): Promise<void> {
    const isFinal = error instanceof Iter8Error && ['NOT_FOUND', 'INVALID', 'FORBIDDEN'].includes(error.code);
    const failures = (this.#failures[what] += 1);
    if (isFinal || this.signal?.aborted || failures >= MOST_FAILURES) throw error;
    const until = new Date(this.ports.now().getTime() + 1000 * 2 ** (failures - 1));
    await stoppable(() => this.ports.sleep(until, this.signal), this.signal);
  }
}

function patchedStatus({status}: JsonObject, patch: JsonObject): JsonObject {
  const merged = {...(isObject(status) ? status : {}), ...patch};
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== undefined));
}
