import {describe, expect, it} from '@jest/globals';
import {type Row, type Section, type Table, isMet, resultsMarkdown, tableMarkdown} from '../../bench/layout.js';

const table = (rows: readonly Row[]): Table => ({
  title: 'Start-up',
  setting: 'Medians of 5 runs',
  load: 1.25,
  columns: [{name: 'command'}, {name: 'ms', digits: 1}],
  rows,
});
const ratio = (value: number) => ({what: 'describe × node', value, atMost: 1.5, unit: 'times'});
const section = (over: Partial<Section> = {}): Section => ({
  command: 'node bench/start-up.js',
  seconds: 12.4,
  tables: [],
  ...over,
});
const results = (...sections: Section[]) =>
  resultsMarkdown({made: 'Made today.', facts: [['kernel', '6.1']]}, sections);

describe('a table of measurements', () => {
  it('has a heading, how it was measured, and numbers with the digits of their column', () => {
    expect(tableMarkdown(table([{cells: ['node', 1234.56]}]))).toBe(
      [
        '### Start-up',
        '',
        'Medians of 5 runs. Load before: 1.3.',
        '',
        '| command |      ms |',
        '| :------ | ------: |',
        '| node    | 1,234.6 |',
      ].join('\n'),
    );
  });

  it('says beside each number that has a goal whether that is met', () => {
    const text = tableMarkdown(
      table([{cells: ['a', 1], goal: ratio(1.5)}, {cells: ['b', 2], goal: ratio(1.51)}, {cells: ['c', 3]}]),
    );
    expect(text.split('\n').slice(-3)).toEqual([
      '| a       | 1.0 | ≤ 1.5 times: met        |',
      '| b       | 2.0 | ≤ 1.5 times: **missed** |',
      '| c       | 3.0 |                         |',
    ]);
  });

  it('shows a dash for what was not measured', () => {
    expect(tableMarkdown(table([{cells: [undefined, NaN]}]))).toContain('| –       |  – |');
  });

  it('keeps a bar in a name from opening another cell', () => {
    expect(tableMarkdown(table([{cells: ['a | b', 1]}]))).toContain('| a \\| b  |');
  });
});

describe('a goal', () => {
  it('is not met by what could not be measured', () => {
    expect(isMet(ratio(NaN))).toBe(false);
  });
});

describe('the results', () => {
  it('begin with the machine and the goals of all tables', () => {
    const [first, second] = [table([{cells: [], goal: ratio(1)}]), table([{cells: [], goal: ratio(2)}])];
    const text = results(section({tables: [first]}), section({tables: [second]}));
    expect(text).toMatch(/^# Results\n\nMade today\.\n\n\| on {5}\| {5}\|/);
    expect(text).toContain('1 of 2 are met.');
    expect(text).toContain('| describe × node |     2.00 | 1.5 times | **missed** |');
  });

  it('name the command that made each table, and how long it took', () => {
    const text = results(section({tables: [table([])]}));
    expect(text).toContain('## `node bench/start-up.js`\n\n### Start-up');
    expect(text).toContain('It took 12 s.');
  });

  it('say of a command that it did not end well, beside what it gave before', () => {
    const text = results(section({failure: 'exit code 1', tables: [table([])]}));
    expect(text).toContain('**It did not end well: exit code 1.**\n\n### Start-up');
  });
});
