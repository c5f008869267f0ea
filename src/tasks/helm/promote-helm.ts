import {realClock} from '../../load/clock.js';
import {record, type Recording} from '../output/recording.js';
import {runProgram} from '../process/run-program.js';
import {inScratchFolder, type ScratchFolder} from '../process/scratch-folder.js';
import type {Task, TaskOutcome} from '../task.js';
import {findTemplateProblem} from '../template/problem.js';
import {chartSource, credentialsOf} from './chart-source.js';
import {upgradeProgram} from './command.js';
import {type History, isPending, readHistory} from './history.js';
import {isOvertaken, lastError, repositoryError} from './last-error.js';
import {descriptionOf, isPromoted, markOf} from './mark.js';
import {type HelmRequest, helmRequest, helmTimeoutMs} from './request.js';
import {rollbackFlag} from './rollback-flag.js';
import {leftWords, pendingWords} from './state-words.js';

/**
 * Installs or upgrades a release. It may be repeated, since it looks before it runs helm: what is there already is not
 * promoted again, and what somebody has left half-done is left to people.
 */
export const PROMOTE_HELM: Task = {
  findProblem: (item, context) => findTemplateProblem(() => helmRequest(item, context)),
  run: async (item, context, signal) => {
    const recording = record(context);
    const promotion = {request: helmRequest(item, context), mark: markOf(item, context), ...recording};
    const reason = await promoteOnce(promotion, signal);
    const output = recording.output();
    return reason === undefined ? {result: 'succeeded', output} : {result: 'failed', output, reason};
  },
};

interface Promotion extends Recording {
  readonly request: HelmRequest;
  readonly mark: string | undefined;
}

interface BegunPromotion extends Promotion {
  /** Before anything was done. */
  readonly history: History;
}

/** How often helm is begun where another one is faster. */
const MOST_ROUNDS = 3;

/** @returns why it failed, in words */
async function promoteOnce(promotion: Promotion, signal?: AbortSignal): Promise<string | undefined> {
  const {request, mark, say} = promotion;
  for (let round = 1; ; round += 1) {
    const history = await settledHistory(promotion, signal);
    if (typeof history === 'string') return history;
    if (isPromoted(history, mark)) {
      say(`release ${request.release} was promoted already, as revision ${history.at(-1)?.number ?? 0}`);
      return undefined;
    }
    const begun = {...promotion, history};
    const outcome = await inScratchFolder((folder) => promote(begun, folder, signal));
    if (outcome.result !== 'failed') return undefined;
    if (!isOvertaken(outcome.output) || round === MOST_ROUNDS) return explained(outcome, begun);
    say('another helm is at work at the release: looking again');
  }
}

const PAUSE_MS = 1000;

/**
 * The history when nobody works at the release: a helm may have outlived the engine that began it, and ends within its time.
 *
 * @returns in words why it cannot be looked up, or that nobody finishes what was begun
 */
async function settledHistory(
  {request, context, say}: Promotion,
  signal?: AbortSignal,
): Promise<History | string> {
  const {clock = realClock} = context;
  const begin = clock.now();
  for (let looks = 1; ; looks += 1) {
    const history = await readHistory(request, context, signal);
    const last = typeof history === 'string' ? undefined : history.at(-1);
    if (typeof history === 'string' || !last || !isPending(last)) return history;
    if (clock.now() - begin >= helmTimeoutMs(request)) return pendingWords(history, {request, context});
    if (looks === 1) say(`revision ${last.number} is ${last.status}: waiting for it, ${request.timeout} at most`);
    await clock.sleep(PAUSE_MS, signal ?? new AbortController().signal);
    signal?.throwIfAborted();
  }
}

async function promote(
  promotion: BegunPromotion,
  folder: ScratchFolder,
  signal?: AbortSignal,
): Promise<TaskOutcome> {
  const {request, mark, context} = promotion;
  const flag = request.rollbackOnFailure ? await rollbackFlag(context, signal) : undefined;
  const source = await chartSource(request, context.secret, folder);
  warnOfSecret(promotion);
  const preparation = source.preparation && (await runProgram(source.preparation, context, signal));
  if (preparation && hasFailed(preparation)) return {...preparation, result: 'failed'};
  const call = {request, source, description: descriptionOf(context, mark), rollbackFlag: flag};
  return runProgram(await upgradeProgram(call, folder), context, signal);
}

/** Without an index of the repository `helm repo update` succeeds all the same, in helm 3. */
function hasFailed({result, output}: TaskOutcome): boolean {
  return result === 'failed' || repositoryError(output) !== undefined;
}

function warnOfSecret({request: {repo, chart}, context: {secret}, say}: Promotion): void {
  const isAsked = repo !== undefined || chart.startsWith('oci://');
  if (!secret || credentialsOf(secret) || !isAsked) return;
  say('the secret has no username and password: whoever has the chart is asked without');
}

/** From the end of helm, which the signal may have asked for, to the answer what it has left behind. */
const LAST_LOOK_MS = 10_000;

async function explained(
  {output, reason = 'does not say why'}: TaskOutcome,
  {request, history, context, say}: BegunPromotion,
): Promise<string> {
  const after = await readHistory(request, context, AbortSignal.timeout(LAST_LOOK_MS));
  const left = typeof after === 'string' ? after : leftWords(history, after, {request, context});
  say(left);
  return `failed: ${repositoryError(output) ?? lastError(output) ?? reason}; ${left}`;
}
