import type {DraftFlags} from '../create/read-draft.js';
import type {Typed} from './interview.js';

/** The flags of `DraftFlags` that an interview fills in, in the order in which people read them. */
const ANSWERED = ['from', 'target', 'baseline', 'candidate', 'objective', 'reward', 'confidence', 'interval', 'iterations', 'finish'] as const; // prettier-ignore

/** The command line that would have needed no question, as a POSIX shell takes it. */
export function asTyped({name, flags}: Typed): string {
  const words = ANSWERED.flatMap((flag) => textsOf(flags[flag]).map((text) => `--${flag} ${shellWord(text)}`));
  const namespace = flags.namespace === undefined ? [] : [`-n ${shellWord(flags.namespace)}`];
  const names = name === undefined ? [] : [shellWord(name)];
  return ['iter8ctl create experiment', ...names, ...namespace, ...words].join(' ');
}

function textsOf(value: DraftFlags[(typeof ANSWERED)[number]]): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
