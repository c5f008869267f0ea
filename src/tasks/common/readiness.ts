import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {realClock} from '../../load/clock.js';
import {checkNamespace, DEFAULT_POLICY} from '../../traffic/policy.js';
import {TailText} from '../output/tail-text.js';
import {examine} from '../readiness/examine.js';
import {type ReadinessRequest, readReadiness} from '../readiness/request.js';
import {isAchieved, isHopeless, lookAround, type Round} from '../readiness/round.js';
import {changeWords, failureReason} from '../readiness/words.js';
import type {ItemContext, Task, TaskOutcome} from '../task.js';

/**
 * Waits until objects are there and as they are wanted: those of `objRefs`, and those with the weights of the versions. It
 * succeeds when all of them are so in the same round.
 */
export const READINESS: Task = {
  run: async (item, context, signal = new AbortController().signal) => {
    const {cluster, experiment} = context;
    const report = new Report(context);
    if (!cluster) return report.outcome('needs a cluster, and this run has none');
    try {
      const request = readReadiness(item, experiment);
      requireAllowed(request, context);
      return report.outcome(await waitUntilReady({request, cluster, context, report}, signal));
    } catch (error) {
      if (signal.aborted) return report.outcome('was ended while it waited');
      if (!(error instanceof Iter8Error)) throw error;
      return report.outcome(`cannot go on: ${error.message}${error.hint ? `; ${error.hint}` : ''}`);
    }
  },
};

/** Whoever writes an experiment must not learn by it what is in other namespaces. */
function requireAllowed({objects}: ReadinessRequest, {experiment, traffic = DEFAULT_POLICY}: ItemContext): void {
  for (const {label, namespace} of objects) checkNamespace(label, namespace, experiment, traffic);
}

/** The lines that are printed, a line for each round that changed something. */
class Report {
  readonly #tail = new TailText();

  constructor(private readonly context: ItemContext) {}

  tell(line: string): void {
    const text = `${this.context.mask.conceal(line)}\n`;
    this.#tail.append(Buffer.from(text));
    this.context.print(text);
  }

  /** @param reason why it failed; undefined: it succeeded */
  outcome(reason: string | undefined): TaskOutcome {
    const output = this.#tail.text();
    return reason === undefined ? {result: 'succeeded', output} : {result: 'failed', output, reason};
  }
}

interface Wait {
  readonly request: ReadinessRequest;
  readonly cluster: Cluster;
  readonly context: ItemContext;
  readonly report: Report;
}

/** @returns why it was in vain; undefined: all is ready */
async function waitUntilReady(
  {request, cluster, context: {clock = realClock}, report}: Wait,
  signal: AbortSignal,
): Promise<string | undefined> {
  const {objects, attempts, initialDelayMs, intervalMs} = request;
  const start = clock.now();
  let round: Round = {findings: new Map(objects.map((object) => [object, undefined]))};
  for (let attempt = 1; ; attempt += 1) {
    await clock.sleep(attempt === 1 ? initialDelayMs : intervalMs, signal);
    signal.throwIfAborted();
    const before = round;
    round = await lookAround((object) => examine(cluster, object, signal), before);
    const seconds = Math.round((clock.now() - start) / 1000);
    const change = changeWords(before, round);
    if (change !== undefined) report.tell(`attempt ${attempt} after ${seconds} s: ${change}`);
    if (isAchieved(round)) return undefined;
    if (isHopeless(round) || attempt === attempts) return failureReason(round, seconds);
  }
}
