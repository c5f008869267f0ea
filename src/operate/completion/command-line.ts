/** As much of `oclif.manifest.json` as tells what can be typed. */
export interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

export interface ManifestCommand {
  readonly summary?: string;
  readonly hidden?: boolean;
  readonly strict?: boolean;
  readonly args: Readonly<Record<string, unknown>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

export interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly description?: string;
  readonly type: 'boolean' | 'option';
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly hidden?: boolean;
}

/** What stands on the command line in front of the cursor, and what is asked for there. */
export type Asked =
  | {readonly kind: 'command'; readonly words: readonly string[]}
  | {readonly kind: 'flag'; readonly command: ManifestCommand; readonly given: GivenFlags}
  | {readonly kind: 'value'; readonly flag: ManifestFlag; readonly given: GivenFlags; readonly prefix: string}
  | {readonly kind: 'argument'; readonly id: string; readonly given: GivenFlags; readonly names: readonly string[]}
  | {readonly kind: 'nothing'};

/** Values of the flags that stand on the line, by name; a boolean flag has an empty one. */
export type GivenFlags = ReadonlyMap<string, string>;

/**
 * Finds out what is asked for.
 *
 * @param words all after the program's name; the last is the one at the cursor, perhaps empty
 */
export function askedFor(words: readonly string[], {commands}: Manifest): Asked {
  for (const length of [2, 1]) {
    const id = words.slice(0, length).join(':');
    const command = words.length > length && Object.hasOwn(commands, id) ? commands[id] : undefined;
    if (command) return askedOfCommand(id, command, words.slice(length));
  }
  return {kind: 'command', words: words.slice(0, -1)};
}

function askedOfCommand(id: string, command: ManifestCommand, words: readonly string[]): Asked {
  const current = words.at(-1) ?? '';
  const {given, names, open, isOver} = readWords(words.slice(0, -1), command);
  if (open) return {kind: 'value', flag: open, given, prefix: ''};
  if (!isOver && current.startsWith('--') && current.includes('=')) return afterEquals(current, command, given);
  if (!isOver && current.startsWith('-')) return {kind: 'flag', command, given};
  const hasRoom = command.strict === false || names.length < Object.keys(command.args).length;
  return hasRoom ? {kind: 'argument', id, given, names} : {kind: 'nothing'};
}

function afterEquals(current: string, command: ManifestCommand, given: GivenFlags): Asked {
  const prefix = current.slice(0, current.indexOf('=') + 1);
  const flag = flagOf(prefix.slice(0, -1), command);
  return flag?.type === 'option' ? {kind: 'value', flag, given, prefix} : {kind: 'nothing'};
}

interface Read {
  readonly given: Map<string, string>;
  readonly names: string[];
  /** Still without its value. */
  readonly open: ManifestFlag | undefined;
  /** After `--` there are no flags. */
  readonly isOver: boolean;
}

function readWords(words: readonly string[], command: ManifestCommand): Read {
  const given = new Map<string, string>();
  const names: string[] = [];
  let open: ManifestFlag | undefined;
  let isOver = false;
  for (const word of words) {
    if (open) {
      given.set(open.name, word);
      open = undefined;
    } else if (isOver || !word.startsWith('-') || word === '-') names.push(word);
    else if (word === '--') isOver = true;
    else open = readFlag(word, command, given);
  }
  return {given, names, open, isOver};
}

/** @returns the flag where its value is the next word */
function readFlag(word: string, command: ManifestCommand, given: Map<string, string>): ManifestFlag | undefined {
  const at = word.indexOf('=');
  const flag = flagOf(at < 0 ? word : word.slice(0, at), command);
  if (!flag) return undefined;
  const isWaiting = flag.type === 'option' && at < 0;
  if (!isWaiting) given.set(flag.name, at < 0 ? '' : word.slice(at + 1));
  return isWaiting ? flag : undefined;
}

function flagOf(word: string, {flags}: ManifestCommand): ManifestFlag | undefined {
  return Object.values(flags).find(({name, char}) => word === `--${name}` || word === `-${char ?? ''}`);
}
