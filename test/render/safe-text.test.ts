import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {safeMarkdown, safeText} from '../../src/render/safe-text.js';

describe('text of a resource', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a\nb\r\n\tc', 'a\\nb\\r\\n\\tc'],
    ['abc\u202edef', 'abc\\u202edef'],
    ['\u200b\ufeff', '\\u200b\\ufeff'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
    ['日本 é 👩‍👩‍👧 ok', '日本 é 👩‍👩‍👧 ok'],
  ])('%j is shown as %s', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it('never holds a control character, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => expect(safeText(text)).not.toMatch(/\p{Control}/u)),
    );
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert\\(1\\)&lt;/script&gt;'],
    ['![x](https://evil.example)', '\\!\\[x\\]\\(https&#58;//evil.example\\)'],
    ['a|b `c` *d* _e_', 'a\\|b \\`c\\` \\*d\\* \\_e\\_'],
    ['@team see #12 in a/b#3', '@&#8203;team see \\#&#8203;12 in a/b\\#&#8203;3'],
    ['www.evil.example :tada: $x$', 'www&#46;evil.example :&#8203;tada: \\$x\\$'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['-1.5', '-1.5'],
  ])('%s cannot act in Markdown', (text, shown) => {
    expect(safeMarkdown(text)).toBe(shown);
  });
});
