import {realClock} from '../../load/clock.js';
import {runProgram} from '../process/run-program.js';
import {inScratchFolder, type ScratchFolder} from '../process/scratch-folder.js';
import type {ItemContext, Task, TaskOutcome} from '../task.js';
import {findTemplateProblem} from '../template/problem.js';
import {chartSource, credentialsOf} from './chart-source.js';
import {upgradeProgram} from './command.js';
import {type History, isPending, readHistory} from './history.js';
import {lastError, repositoryError} from './last-error.js';
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
    const promotion = {request: helmRequest(item, context), mark: markOf(item, context), context};
    const history = await settledHistory(promotion, signal);
    if (typeof history === 'string') return failed(history);
    if (isPromoted(history, promotion.mark)) return promotedAlready(promotion, history);
    return inScratchFolder((folder) => promote({...promotion, history, folder}, signal));
  },
};

interface Promotion {
  readonly request: HelmRequest;
  readonly mark: string | undefined;
  readonly context: ItemContext;
}

interface BegunPromotion extends Promotion {
  /** Before anything was done. */
  readonly history: History;
  readonly folder: ScratchFolder;
}

const PAUSE_MS = 1000;

/**
 * The history when nobody works at the release: a helm may have outlived the engine that began it, and ends within its time.
 *
 * @returns in words why it cannot be looked up, or that nobody finishes what was begun
 */
async function settledHistory({request, context}: Promotion, signal?: AbortSignal): Promise<History | string> {
  const {clock = realClock} = context;
  const deadline = clock.now() + helmTimeoutMs(request);
  for (;;) {
    const history = await readHistory(request, context, signal);
    const last = typeof history === 'string' ? undefined : history.at(-1);
    if (typeof history === 'string' || !last || !isPending(last)) return history;
    if (clock.now() >= deadline) return pendingWords(history, {request, context});
    await clock.sleep(PAUSE_MS, signal ?? new AbortController().signal);
    signal?.throwIfAborted();
  }
}

function promotedAlready({request: {release}, context}: Promotion, history: History): TaskOutcome {
  const output = `release ${release} was promoted already, as revision ${history.at(-1)?.number ?? 0}\n`;
  context.print(output);
  return {result: 'succeeded', output};
}

async function promote(promotion: BegunPromotion, signal?: AbortSignal): Promise<TaskOutcome> {
  const {request, mark, context, folder} = promotion;
  const flag = request.rollbackOnFailure ? await rollbackFlag(context, signal) : undefined;
  const source = await chartSource(request, context.secret, folder);
  warnOfSecret(promotion);
  const preparation = source.preparation && (await runProgram(source.preparation, context, signal));
  if (preparation && hasFailed(preparation)) return explained(preparation, promotion);
  const call = {request, source, description: descriptionOf(context, mark), rollbackFlag: flag};
  const outcome = await runProgram(await upgradeProgram(call, folder), context, signal);
  return outcome.result === 'failed' ? explained(outcome, promotion) : outcome;
}

/** Without an index of the repository `helm repo update` succeeds all the same, in helm 3. */
function hasFailed({result, output}: TaskOutcome): boolean {
  return result === 'failed' || repositoryError(output) !== undefined;
}

function warnOfSecret({request: {repo, chart}, context: {secret, print}}: Promotion): void {
  const isAsked = repo !== undefined || chart.startsWith('oci://');
  if (!secret || credentialsOf(secret) || !isAsked) return;
  print('the secret has no username and password: whoever has the chart is asked without\n');
}

/** From the end of helm, which the signal may have asked for, to the answer what it has left behind. */
const LAST_LOOK_MS = 10_000;

async function explained(outcome: TaskOutcome, {request, history, context}: BegunPromotion): Promise<TaskOutcome> {
  const after = await readHistory(request, context, AbortSignal.timeout(LAST_LOOK_MS));
  const why = repositoryError(outcome.output) ?? lastError(outcome.output) ?? outcome.reason ?? 'does not say why';
  const left = typeof after === 'string' ? after : leftWords(history, after, {request, context});
  const reason = `failed: ${why}; ${left}`;
  context.print(`${left}\n`);
  return {result: 'failed', output: `${outcome.output}${left}\n`, reason};
}

function failed(reason: string): TaskOutcome {
  return {result: 'failed', output: '', reason};
}
