import {describe, it} from '@jest/globals';
import {type VerdictWords, verdictWords} from '../../../src/analysis/verdict-words/verdict-words.js';
import {expectGolden} from '../../support/golden.js';
import {SITUATIONS} from './situations.js';

describe('the verdict in words', () => {
  it.each(Object.entries(SITUATIONS))('of %s reads as its golden text', async (name, build) => {
    const {experiment, now} = await build();
    expectGolden(textOf(verdictWords(experiment, now)), `verdict-words/${name}.txt`);
  });
});

function textOf({headline, because, missing, wouldChange}: VerdictWords): string {
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `- ${line}`)];
  const parts = [
    ...part('because', because),
    ...part('missing', missing),
    ...part('would change it', wouldChange),
  ];
  return `${[headline, ...parts].join('\n')}\n`;
}
