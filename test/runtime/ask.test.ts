import {PassThrough} from 'node:stream';
import {describe, expect, it} from '@jest/globals';
import {ask} from '../../src/runtime/ask.js';

/** A terminal on which somebody types this. */
function terminal(isTTY = true) {
  const input = Object.assign(new PassThrough(), {isTTY, setRawMode: () => undefined});
  const output = Object.assign(new PassThrough(), {isTTY, columns: 80});
  return {input, output};
}

/** All of it: Node 26 gives one piece at a time. */
function writtenTo(output: PassThrough): string {
  const pieces: unknown[] = [];
  for (let piece: unknown = output.read(); piece !== null; piece = output.read()) pieces.push(piece);
  return pieces.map(String).join('');
}

describe('ask', () => {
  it.each([
    ['y', true],
    ['YES', true],
    [' yes ', true],
    ['n', false],
    ['', false],
    ['yellow', false],
  ])('takes %j as %s', async (typed, expected) => {
    const ends = terminal();
    const answer = ask('remove 3 objects?', ends);
    ends.input.write(`${typed}\n`);
    expect(await answer).toBe(expected);
    expect(writtenTo(ends.output)).toContain('remove 3 objects? [y/N] ');
  });

  it.each([
    ['Ctrl-C', '\u0003', 'interrupted, nothing is done'],
    ['Ctrl-D', '\u0004', 'no answer, nothing is done'],
  ])('is interrupted by %s', async (_key, typed, message) => {
    const ends = terminal();
    const answer = ask('sure?', ends);
    ends.input.write(typed);
    await expect(answer).rejects.toMatchObject({code: 'INTERRUPTED', message});
  });

  it('is interrupted by the end of the input', async () => {
    const ends = terminal();
    const answer = ask('sure?', ends);
    ends.input.end();
    await expect(answer).rejects.toMatchObject({code: 'INTERRUPTED'});
  });

  it('refuses where nobody could answer', async () => {
    await expect(ask('sure?', terminal(false))).rejects.toMatchObject({
      code: 'INVALID',
      hint: 'add --yes to go ahead without asking',
    });
  });
});
