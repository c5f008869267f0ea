import type {Remote} from '../../experiment/git-remote.js';
import {type Captured, captureProgram} from '../process/capture-program.js';
import type {ScratchFolder} from '../process/scratch-folder.js';
import type {ItemContext} from '../task.js';

/** Why a task cannot go on; holds no secret that is not masked later. */
export class GitopsError extends Error {}

/** Runs git in one folder, with one identity. */
export interface Git {
  /** Whatever comes of it. */
  attempt(...args: readonly string[]): Promise<Captured>;
  /**
   * Runs what must succeed.
   *
   * @param doing what it is for, in words after "cannot"
   * @returns what it printed
   * @throws GitopsError in git's words
   */
  run(doing: string, ...args: readonly string[]): Promise<string>;
}

export interface GitSettings {
  readonly context: ItemContext;
  /** Home of this git: its configuration and credentials are there, those of the machine are not read. */
  readonly home: ScratchFolder;
  /** Where it works. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

const CONFIGURATION = `[user]
	name = iter8
	email = iter8@iter8.tools
[credential]
	helper = store
`;

/** What git asks for at a host; git itself sees to it that no other host gets it. */
export interface Login {
  readonly username: string;
  readonly token: string;
}

/** Prepares the home of a git. The token is in a file that only its owner reads: arguments and addresses are seen by all. */
export async function writeHome(
  home: ScratchFolder,
  {kind, host}: Remote,
  login: Login | undefined,
): Promise<void> {
  await home.write('.gitconfig', CONFIGURATION);
  if (!login || kind !== 'https') return;
  const [username, token] = [login.username, login.token].map(encodeURIComponent);
  await home.write('.git-credentials', `https://${username ?? ''}:${token ?? ''}@${host}\n`);
}

export function createGit({context, home, folder, signal}: GitSettings): Git {
  const own = {...context, env: ownEnvironment(context.env)};
  const env = {
    HOME: home.path,
    XDG_CONFIG_HOME: home.path,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_TEMPLATE_DIR: '',
    GIT_SSH_COMMAND: context.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes',
  };
  const attempt = (...args: readonly string[]) => captureProgram({command: 'git', args, env, folder}, own, signal);
  const run = async (doing: string, ...args: readonly string[]) => {
    const captured = await attempt(...args);
    if (captured.result === 'succeeded') return captured.text;
    throw new GitopsError(`cannot ${doing}: ${complaintOf(captured)}`);
  };
  return {attempt, run};
}

/** Variables of git come from whoever runs this program, and could name another repository, or print what is secret. */
function ownEnvironment(env: ItemContext['env']): ItemContext['env'] {
  const isForeign = (name: string) => /^(GIT_(?!SSL_)|SSH_ASKPASS)/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isForeign(name)));
}

/** Why git failed, in its own words and one line. */
export function complaintOf({output, reason = ''}: Captured): string {
  const lines = output.split('\n').filter((line) => /^(fatal|error|remote|ssh|git@[^:]*|! ?\S*)[:\s]/.test(line));
  const words = lines.join('; ').replace(/\s+/g, ' ').trim();
  return words === '' ? `git ${reason}` : words.slice(0, 500);
}
