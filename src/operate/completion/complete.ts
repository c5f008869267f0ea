import type {Deps} from '../../runtime/deps.js';
import {type Asked, askedFor, type Manifest} from './command-line.js';
import {liveNames} from './live-names.js';
import {type Answer, type Asker, suggest, type Suggestion} from './suggest.js';

/** In place of words: files and folders could stand here. */
const FILES = ':files';

/**
 * What could stand at the cursor, in the lines that our scripts for shells read: a word, a tab, and what it means.
 *
 * Where the cluster cannot be asked there are no names: nobody who presses Tab wants to read an error.
 */
export async function complete(
  asker: Asker,
  words: readonly string[],
  manifest: Manifest,
  deps: Pick<Deps, 'cluster' | 'env'>,
): Promise<string> {
  const line = asker === 'bash' ? joinedAtEquals(words) : words;
  const asked = askedFor(line, manifest);
  const answer = suggest(asked, manifest);
  if (answer.kind === 'files') return asker === 'kubectl' ? ':0\n' : `${FILES}\n`;
  const suggestions = await suggestionsOf(answer, asked, deps).catch(() => []);
  const prefix = asked.kind === 'value' ? asked.prefix : '';
  const typed = (line.at(-1) ?? '').slice(prefix.length);
  const fitting = suggestions.filter(({word}) => isPlain(word) && word.startsWith(typed));
  const shown = asker === 'bash' ? fitting : fitting.map((each) => ({...each, word: prefix + each.word}));
  return shown.map(lineOf).join('') + (asker === 'kubectl' ? ':4\n' : '');
}

async function suggestionsOf(
  answer: Exclude<Answer, {kind: 'files'}>,
  asked: Asked,
  deps: Pick<Deps, 'cluster' | 'env'>,
): Promise<readonly Suggestion[]> {
  if (answer.kind === 'words' || asked.kind === 'command' || asked.kind === 'nothing')
    return answer.kind === 'words' ? answer.suggestions : [];
  const names = await liveNames(answer.names, asked.given, deps);
  return asked.kind === 'argument' ? names.filter(({word}) => !asked.names.includes(word)) : names;
}

/** bash takes `--output=json` for three words. */
function joinedAtEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    const isPart = word === '=' || last?.endsWith('=') === true;
    if (isPart && last?.startsWith('--') === true) joined[joined.length - 1] = last + word;
    else joined.push(word);
  }
  return joined;
}

/** A shell would read more out of other characters: names come from a cluster. */
function isPlain(word: string): boolean {
  return /^[\w./@:+-]+$/.test(word);
}

function lineOf({word, description}: Suggestion): string {
  const [firstLine = ''] = description.split('\n');
  return `${word}\t${firstLine.replaceAll(/[^\P{Cc}]/gu, ' ')}\n`;
}
