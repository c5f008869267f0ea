import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {remainderOf} from '../../../src/operate/logs/remainder.js';
import {TailText} from '../../../src/tasks/output/tail-text.js';

function tailOf(output: string, limit: number): string {
  const tail = new TailText(limit);
  tail.append(Buffer.from(output));
  return tail.text();
}

describe('what is still to be shown of an output', () => {
  it.each([
    ['nothing was seen', '', 'a\nb\n', 'a\nb\n'],
    ['all was seen', 'a\nb\n', 'a\nb\n', ''],
    ['the beginning was seen', 'a\n', 'a\nb\n', 'b\n'],
    ['more was seen than is kept', 'a\nb\nc\n', '… 4 bytes left out\nc\n', ''],
    ['some of what is kept was seen', 'a\nb\nc', '… 4 bytes left out\nc\nd\n', '\nd\n'],
    ['there is a gap between the two', 'a\n', '… 4 bytes left out\nc\n', '… 4 bytes left out\nc\n'],
    ['the two do not belong together', 'x\n', 'a\nb\n', 'a\nb\n'],
    ['nothing was kept', 'a\n', '', ''],
    ['the status had no room for it', 'a\n'.repeat(40), '… left out: the status would be too large', ''],
  ])('is right when %s', (_when, seen, tail, rest) => {
    expect(remainderOf(seen, tail)).toBe(rest);
  });

  it('completes any output of which any part that reaches into what is kept was seen', () => {
    const text = fc.string({unit: fc.constantFrom('a', 'b', '\n', 'é', '…'), minLength: 1, maxLength: 300});
    fc.assert(
      fc.property(text, fc.nat(), (output, at) => {
        const tail = tailOf(output, 100);
        const leftOut = Number(/^… (\d+) bytes/.exec(tail)?.[1] ?? 0);
        const seen = output.slice(0, at % (output.length + 1));
        fc.pre(Buffer.byteLength(seen) >= leftOut);
        expect(seen + remainderOf(seen, tail)).toBe(output);
      }),
    );
  });
});
