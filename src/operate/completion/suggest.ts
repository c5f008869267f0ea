import type {Asked, Manifest, ManifestCommand, ManifestFlag} from './command-line.js';

/** One thing that could stand at the cursor. */
export interface Suggestion {
  readonly word: string;
  /** One line; empty: it speaks for itself. */
  readonly description: string;
}

/** Names that only the kubeconfig or the cluster knows. */
export type LiveNames = 'experiments' | 'metrics' | 'namespaces' | 'contexts';

/** What can be said without asking anybody, or whom to ask. */
export type Answer =
  | {readonly kind: 'words'; readonly suggestions: readonly Suggestion[]}
  | {readonly kind: 'files'}
  | {readonly kind: 'live'; readonly names: LiveNames};

const FILE_FLAGS = new Set(['file', 'kubeconfig', 'ca-file', 'manifest', 'properties', 'report']);
const LIVE_FLAGS: ReadonlyMap<string, LiveNames> = new Map([
  ['namespace', 'namespaces'],
  ['context', 'contexts'],
  ['indicator', 'metrics'],
]);
const NOTHING: Answer = {kind: 'words', suggestions: []};

/** What could stand at the cursor, not yet narrowed to what is typed there. */
export function suggest(asked: Asked, manifest: Manifest): Answer {
  switch (asked.kind) {
    case 'command':
      return {kind: 'words', suggestions: nextWords(asked.words, manifest)};
    case 'flag':
      return {kind: 'words', suggestions: openFlags(asked.command, asked.given)};
    case 'value':
      return valuesOf(asked.flag);
    case 'argument':
      return argumentsOf(asked.id);
    case 'nothing':
      return NOTHING;
  }
}

/** The next word of each command that begins with these; a topic is described by its first command. */
function nextWords(words: readonly string[], {commands}: Manifest): Suggestion[] {
  const found = new Map<string, string>();
  for (const [id, {summary = '', hidden}] of Object.entries(commands)) {
    const parts = id.split(':');
    const word = parts[words.length];
    if (hidden === true || word === undefined || !words.every((typed, index) => parts[index] === typed)) continue;
    if (!found.has(word)) found.set(word, summary);
  }
  return [...found].map(([word, description]) => ({word, description}));
}

function openFlags({flags}: ManifestCommand, given: ReadonlyMap<string, string>): Suggestion[] {
  const open = Object.values(flags).filter(
    ({name, hidden, multiple}) => hidden !== true && (multiple === true || !given.has(name)),
  );
  const help = {word: '--help', description: 'Show what the command does, and its flags.'};
  return [...open.map(({name, description = ''}) => ({word: `--${name}`, description})), help];
}

function valuesOf({name, options}: ManifestFlag): Answer {
  if (options) return {kind: 'words', suggestions: options.map((word) => ({word, description: ''}))};
  if (FILE_FLAGS.has(name)) return {kind: 'files'};
  const names = LIVE_FLAGS.get(name);
  return names ? {kind: 'live', names} : NOTHING;
}

function argumentsOf(id: string): Answer {
  if (id === 'create:experiment') return NOTHING; // a new name
  if (id === 'completion') return {kind: 'words', suggestions: ASKERS.map((word) => ({word, description: ''}))};
  return {kind: 'live', names: id === 'metrics:test' ? 'metrics' : 'experiments'};
}

/** Who asks at Tab: a shell, or kubectl for one. */
export const ASKERS = ['bash', 'zsh', 'fish', 'kubectl'] as const;
export type Asker = (typeof ASKERS)[number];
