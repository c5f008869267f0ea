import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {format, resolveConfig} from 'prettier';
import {parseRecording} from '../cluster/traffic/recorded.js';
import {fixture} from '../support/golden.js';
import {conformanceDocument} from './document.js';
import {WEAKNESSES} from './weaknesses.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/conformance.md');

describe('docs/conformance.md', () => {
  it('says what the tables say', async () => {
    const text = conformanceDocument(parseRecording(fixture('kubectl-traffic.jsonl')));
    const formatted = await format(text, {...(await resolveConfig(PAGE)), parser: 'markdown'});
    if (process.env.UPDATE_GOLDEN && !process.env.CI) writeFileSync(PAGE, formatted);
    expect(readFileSync(PAGE, 'utf8')).toBe(formatted);
  });
});

describe('the weaknesses of the original', () => {
  it('are all there', () => {
    expect(WEAKNESSES.map(({number}) => number)).toEqual(Array.from({length: 35}, (_, index) => index + 1));
  });

  it.each(WEAKNESSES)('$number is shown by a test that exists', ({shownBy: {file, test}}) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(test);
  });
});
