import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {Iter8Error} from '../../errors.js';
import type {HelmexInputs} from '../../experiment/helmex-inputs.js';
import {record} from '../output/recording.js';
import {inScratchFolder, type ScratchFolder} from '../process/scratch-folder.js';
import type {ItemContext, Task, TaskOutcome} from '../task.js';
import {commitMessage, workBranch} from './commit-message.js';
import {editValues} from './edit-values.js';
import {createGit, type Git, GitopsError, type Login, writeHome} from './git.js';
import {openPullRequest} from './pull-request.js';
import {readRequest} from './request.js';
import {type HelmexVerdict, helmexVerdict} from './verdict.js';
import {cloneBranch, goToBranch, openFile, push} from './working-copy.js';

/**
 * Carries the verdict over to a file of values in a git repository, by a commit or a pull request. It may be repeated: what
 * was pushed leaves nothing to change.
 */
export const HELMEX_UPDATE: Task = {
  findProblem: (_item, {experiment, secret}) => {
    if (!helmexVerdict(experiment)) return 'no version is recommended for promotion yet';
    return secret && !secret.get('token')?.trim() ? "the task's secret has no key token" : undefined;
  },
  run: async (item, context, signal) => {
    const [request, verdict] = [readRequest(item), helmexVerdict(context.experiment)];
    if ('problem' in request || !verdict) throw new Error('an item is run that has not been checked');
    return inScratchFolder((home) => carryOver({request, verdict, context, home}, signal));
  },
};

interface Errand {
  readonly request: HelmexInputs;
  readonly verdict: HelmexVerdict;
  readonly context: ItemContext;
  readonly home: ScratchFolder;
}

async function carryOver(errand: Errand, signal?: AbortSignal): Promise<TaskOutcome> {
  const {request, context, home} = errand;
  const {say, output} = record(context);
  try {
    const folder = join(home.path, 'repository');
    await mkdir(folder);
    await writeHome(home, request.remote, loginOf(errand));
    const git = createGit({context, home, folder, signal});
    await update({...errand, git, folder, say}, signal);
    return {result: 'succeeded', output: output()};
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof GitopsError || error instanceof Iter8Error)) throw error;
    return {result: 'failed', output: output(), reason: error.message};
  }
}

function loginOf({request: {username}, context: {secret}}: Errand): Login | undefined {
  const token = secret?.get('token')?.trim();
  return token === undefined ? undefined : {username, token};
}

interface Begun extends Errand {
  readonly git: Git;
  readonly folder: string;
  readonly say: (line: string) => void;
}

async function update(begun: Begun, signal?: AbortSignal): Promise<void> {
  const {request, context, git, say} = begun;
  const {branch, api} = request;
  await cloneBranch(request, git);
  if (!(await edit(begun))) return;
  if (api === undefined) {
    await commitAndPush(begun, branch);
    return;
  }
  const head = workBranch(context.experiment);
  await git.run('take the change back', 'reset', '--quiet', '--hard');
  await goToBranch(head, git);
  if (await edit(begun)) await commitAndPush(begun, head);
  say(`pull request ${await propose(begun, {api, head}, signal)}`);
}

/** @returns false: there is nothing to change */
async function edit({request: {filePath}, verdict, git, folder, say}: Begun): Promise<boolean> {
  const file = await openFile(folder, filePath);
  const edited = editValues(file.text, verdict);
  if (edited.kind === 'refused') throw new GitopsError(`leaves everything as it is: ${filePath} ${edited.reason}`);
  if (edited.kind === 'unchanged') {
    say(`${filePath} ${edited.reason}`);
    return false;
  }
  await file.replace(edited.text);
  await git.run(`add ${filePath}`, 'add', '--', file.path);
  return true;
}

/** How often the edit is made anew when somebody else was faster. */
const MOST_RETRIES = 3;

async function commitAndPush(begun: Begun, branch: string): Promise<void> {
  const {request, verdict, context, git, say} = begun;
  const {subject, body} = commitMessage(context.experiment, verdict);
  for (let retries = 0; ; retries += 1) {
    await git.run('commit', 'commit', '--quiet', `--message=${subject}`, `--message=${body}`);
    if (await push(branch, git)) break;
    if (retries === MOST_RETRIES) {
      throw new GitopsError(`cannot push to ${branch}: somebody else was faster, ${retries + 1} times`);
    }
    say(`somebody else has pushed to ${branch}; beginning again with that`);
    if (!(await goToBranch(branch, git))) throw new GitopsError(`cannot push to ${branch}: it is gone`);
    if (!(await edit(begun))) return;
  }
  const commit = await git.run('name the commit', 'rev-parse', '--short', 'HEAD');
  say(`pushed ${commit.trim()} to ${branch} of ${request.remote.url}: ${subject}`);
}

async function propose(
  {request: {remote, branch}, verdict, context: {experiment, secret}}: Begun,
  {api, head}: {readonly api: string; readonly head: string},
  signal?: AbortSignal,
): Promise<string> {
  const {subject, body} = commitMessage(experiment, verdict);
  const proposal = {api, slug: remote.slug ?? '', head, base: branch, title: subject, body};
  return openPullRequest(proposal, secret?.get('token')?.trim() ?? '', signal).catch((error: unknown) => {
    if (!(error instanceof GitopsError)) throw error;
    throw new GitopsError(`branch ${head} is pushed, but ${error.message}`, {cause: error});
  });
}
