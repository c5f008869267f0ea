import {execFile} from 'node:child_process';
import {setTimeout} from 'node:timers/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);
const BIN = join(import.meta.dirname, '../../../bin/run.js');

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A real terminal, of tmux, in which `iter8ctl` runs and after it a shell that says how it ended. */
export class RealTerminal {
  private constructor(private readonly name: string) {}

  static open(argv: readonly string[], options: TerminalOptions): Promise<RealTerminal> {
    return RealTerminal.openProgram([process.execPath, BIN, ...argv], options);
  }

  /** The same with another program than ours. */
  static async openProgram(
    argv: readonly string[],
    {columns, rows, env = {}}: TerminalOptions,
  ): Promise<RealTerminal> {
    const terminal = new RealTerminal(`iter8ctl-${process.pid}-${Math.round(performance.now())}`);
    const variables = Object.entries({LANG: 'C.UTF-8', ...env}).map(([name, value]) => `${name}=${value}`);
    const program = ['env', '-u', 'CI', '-u', 'NO_COLOR', ...variables, ...argv];
    const script = `${program.map(quoted).join(' ')}; echo "ended with $?"; exec cat`;
    const size = ['-x', String(columns), '-y', String(rows)];
    await terminal.#tmux(['-f', '/dev/null', 'new-session', '-d', '-s', 'test', ...size, script]);
    return terminal;
  }

  /** What stands on it, lines without blanks at their ends. */
  async screen(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-t', 'test']);
  }

  /** The same with colours as escape sequences. */
  async colouredScreen(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-e', '-t', 'test']);
  }

  /** With what has scrolled out of it. */
  async scrolledScreen(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-S', '-', '-t', 'test']);
  }

  /** Waits until that stands on it, and returns the whole screen. */
  async shows(pattern: RegExp, withinMs = 30_000): Promise<string> {
    const end = performance.now() + withinMs;
    for (;;) {
      const screen = await this.screen();
      if (pattern.test(screen)) return screen;
      if (performance.now() > end)
        throw new Error(`the terminal does not show ${String(pattern)} but:\n${screen}`);
      await setTimeout(50);
    }
  }

  /** Names of tmux for keys, such as `Down`, `Enter`, `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux(['send-keys', '-t', 'test', ...keys]);
  }

  /** As it stands, letter by letter. */
  async type(text: string): Promise<void> {
    await this.#tmux(['send-keys', '-t', 'test', '-l', '--', text]);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux(['resize-window', '-t', 'test', '-x', String(columns), '-y', String(rows)]);
  }

  /** Whether a program has the alternate screen. */
  async isTakenOver(): Promise<boolean> {
    return (await this.#tmux(['display-message', '-p', '-t', 'test', '#{alternate_on}'])).trim() === '1';
  }

  /** Ends what still runs in it. */
  async close(): Promise<void> {
    await this.#tmux(['kill-server']).catch(() => undefined);
  }

  async #tmux(argv: readonly string[]): Promise<string> {
    const env = {...process.env, LC_ALL: 'C.UTF-8'};
    const {stdout} = await run('tmux', ['-L', this.name, ...argv], {env});
    return stdout;
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
