import {describe, expect, it} from '@jest/globals';
import {type Command, stepsOf} from './parse.js';

const commandOf = (script: string, over: Partial<Command> = {}) => ({
  ...{
    kind: 'command',
    script,
    exitCode: 0,
    expected: undefined,
    backgroundUntil: undefined,
    repeatUntil: undefined,
  },
  ...over,
});

describe('the steps of a page', () => {
  it('are its blocks of shell, each at its line', () => {
    const page =
      'Text\n\n```shell\na\nb\n```\n\n```yaml\nc: 1\n```\n\n* x\n\n  ```sh\n  if d; then\n    e\n  fi\n  ```\n';
    expect(stepsOf(page)).toMatchObject([commandOf('a\nb\n'), commandOf('if d; then\n  e\nfi\n')]);
    expect(stepsOf(page).map(({line}) => line)).toEqual([3, 14]);
  });

  it('are the commands of a console, with what they print', () => {
    const page = '```console\n$ a \\\n  --b\nprinted\nmore\n$ c\n```\n';
    expect(stepsOf(page)).toMatchObject([
      commandOf('a \\\n  --b\n', {expected: 'printed\nmore\n'}),
      commandOf('c\n', {expected: ''}),
    ]);
  });

  it('mean what the comment before a block says', () => {
    const page = [
      ...['<!-- test: exit 3 -->', '', '```sh', 'a', '```'],
      ...['<!-- test: background until "ready" -->', '```sh', 'b', '```'],
      ...[
        '<!-- test: repeat until "Completed" -->',
        '```sh',
        'c',
        '```',
        '<!-- test: output -->',
        '```text',
        'd',
        '```',
      ],
      ...[
        '<!-- test: before',
        'e',
        '-->',
        '```sh',
        'f',
        '```',
        '<!-- test: not run, no Docker here -->',
        '```sh',
        'g',
        '```',
      ],
    ].join('\n');
    expect(stepsOf(page)).toMatchObject([
      commandOf('a\n', {exitCode: 3}),
      commandOf('b\n', {backgroundUntil: 'ready'}),
      commandOf('c\n', {repeatUntil: 'Completed', expected: 'd\n'}),
      commandOf('e'),
      commandOf('f\n'),
      {kind: 'skipped', reason: 'no Docker here'},
    ]);
  });

  it.each(['<!-- test: exit x -->\n```sh\na\n```\n', '<!-- test: output -->\n```text\na\n```\n'])(
    'refuse %j, which says nothing we know',
    (page) => expect(() => stepsOf(page)).toThrow(/line \d/),
  );
});
