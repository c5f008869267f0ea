/** What a reader of a Markdown page types, and what the page says comes of it. */
export type Step = Command | Skipped;

export interface Command {
  readonly kind: 'command';
  readonly line: number;
  readonly script: string;
  /** What it prints, numbers aside; undefined: the page does not say. */
  readonly expected: string | undefined;
  readonly exitCode: number;
  /** It runs on until the page ends; what it prints first holds this text. */
  readonly backgroundUntil: string | undefined;
  /** It is typed again and again until it prints this text. */
  readonly repeatUntil: string | undefined;
  /** It is typed only where the sandbox is the cluster. */
  readonly isForSandbox: boolean;
}

/** What cannot be run where tests run. */
export interface Skipped {
  readonly kind: 'skipped';
  readonly line: number;
  readonly reason: string;
}

const FENCE = /^( *)```(\w*)[^\n]*\n([^]*?)^\1```[ \t]*$/m;
const DIRECTIVE = /<!-- test: ([^]*?)-->/;
const SHELLS = ['sh', 'shell', 'bash', 'console'];

/**
 * The steps of a page, in its order. Blocks of a shell are typed as they stand; `console` blocks have a `$` in front of each
 * command, and what it prints below. A comment in front of a block says what a test has to know:
 *
 * - `<!-- test: not run, REASON -->`
 * - `<!-- test: exit 3 -->`
 * - `<!-- test: background until "TEXT" -->` and `<!-- test: repeat until "TEXT" -->`
 * - `in the sandbox` alone, or with a comma in front of the others: typed only where the sandbox is the cluster
 * - `<!-- test: output -->` in front of a `text` block: what the block before prints
 * - `<!-- test: before`, lines of shell, `-->`: what the page takes for granted; also `before, background until "TEXT"`
 *
 * @throws Error for a directive that says nothing we know
 */
export function stepsOf(markdown: string): readonly Step[] {
  const steps: Step[] = [];
  let directive = '';
  let rest = markdown;
  let line = 1;
  for (;;) {
    const found = [FENCE.exec(rest), DIRECTIVE.exec(rest)].filter((each) => each !== null);
    const next = found.toSorted((a, b) => a.index - b.index)[0];
    if (!next) return steps;
    const at = line + linesIn(rest.slice(0, next.index));
    line = at + linesIn(next[0]);
    rest = rest.slice(next.index + next[0].length);
    if (next[0].startsWith('<!--')) {
      directive = (next[1] ?? '').trim();
      const [, meaning = '', script] = /^before(?:, (.+))?\n([^]*)$/.exec(directive) ?? [];
      if (script === undefined) continue;
      steps.push({...plain(script, at), ...meaningOf({directive: meaning, line: at})});
      directive = '';
    } else {
      addBlock(steps, {
        language: next[2] ?? '',
        text: unindented(next[3] ?? '', next[1] ?? ''),
        line: at,
        directive,
      });
      directive = '';
    }
  }
}

interface Block {
  readonly language: string;
  readonly text: string;
  readonly line: number;
  readonly directive: string;
}

function addBlock(steps: Step[], block: Block): void {
  const {language, text, line, directive} = block;
  if (directive === 'output') {
    const last = steps.pop();
    if (last?.kind !== 'command') throw new Error(`line ${line}: there is no command before this output`);
    steps.push({...last, expected: text});
  } else if (SHELLS.includes(language)) {
    const skipped = /^not run, ([^]+)$/.exec(directive)?.[1];
    if (skipped !== undefined) steps.push({kind: 'skipped', line, reason: skipped});
    else if (language === 'console') steps.push(...consoleCommands(block));
    else steps.push({...plain(text, line), ...meaningOf(block)});
  }
}

function meaningOf({directive: whole, line}: Pick<Block, 'directive' | 'line'>): Partial<Command> {
  const isForSandbox = /^in the sandbox(?:, |$)/.test(whole);
  const directive = whole.replace(/^in the sandbox(?:, |$)/, '');
  if (directive === '') return {isForSandbox};
  const exitCode = /^exit (\d+)$/.exec(directive)?.[1];
  const backgroundUntil = /^background until "(.+)"$/.exec(directive)?.[1];
  const repeatUntil = /^repeat until "(.+)"$/.exec(directive)?.[1];
  if (exitCode === undefined && backgroundUntil === undefined && repeatUntil === undefined)
    throw new Error(`line ${line}: no test knows what "${directive}" means`);
  return {exitCode: Number(exitCode ?? 0), backgroundUntil, repeatUntil, isForSandbox};
}

/** `$ command` and what it prints; a command may go on after a backslash at the end of its line. */
function consoleCommands(block: Block): Command[] {
  const commands = block.text.split(/^\$ /m).slice(1);
  let line = block.line + 1;
  return commands.map((command) => {
    const [script = ''] = /^(?:.*\\\n)*.*\n?/.exec(command) ?? [];
    const one = {...plain(script, line), expected: command.slice(script.length), ...meaningOf(block)};
    line += linesIn(command);
    return one;
  });
}

function plain(script: string, line: number): Command {
  const nothing = {expected: undefined, backgroundUntil: undefined, repeatUntil: undefined, isForSandbox: false};
  return {kind: 'command', line, script, exitCode: 0, ...nothing};
}

function unindented(text: string, indentation: string): string {
  return text.replaceAll(new RegExp(`^${indentation}`, 'gm'), '');
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}
