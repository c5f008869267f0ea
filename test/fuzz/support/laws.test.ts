import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import {assertPrintable, assertSameData, unlessRefused} from './laws.js';
import {assertMarkdown, assertMarkdownTable, assertWellFormed, assertXml} from './markup-laws.js';

describe('a law that is broken is noticed', () => {
  it.each(['\u001b[2J', 'a\rb', '\u0085', '\u202e', '\ud800', '\0'])('by the terminal that gets %j', (text) => {
    expect(() => assertPrintable(text, 'it')).toThrow('reaches the screen');
    expect(() => assertPrintable('plain\nlines, 漢 and 😀\n', 'it')).not.toThrow();
  });

  it.each([
    '<p><b></p></b>',
    '<p>',
    '</p>',
    '<p title="a"b">',
    '<p title=x>',
    '<p onclick>&bad;</p>',
    'a < b',
    '<!-- x -->',
  ])('by the page that holds %s', (page) => {
    expect(() => assertWellFormed(page, 'it')).toThrow('it: ');
    expect(() => assertWellFormed('<!DOCTYPE html><p title="a &lt; b">x<br>y</p>', 'it')).not.toThrow();
  });

  it('by XML with a character that it does not allow', () => {
    expect(() => assertXml('<a>\ufffe</a>', 'it')).toThrow('does not allow');
  });

  it.each(['| a |\n| --- |\n| b | c |', '# heading', '- @octocat', '- <b>', '- ![x](y)', '- https://x', 'words'])(
    'by the Markdown page that holds %j',
    (page) => {
      expect(() => assertMarkdown(page, 'it')).toThrow();
      expect(() => assertMarkdown('## A\n\n| a | b |\n| --- | --- |\n| c\\|d | e |\n', 'it')).not.toThrow();
    },
  );

  it('by the table whose row has another cell', () => {
    expect(() => assertMarkdownTable('| A |\n| - |\n| b | c |\n', 'it')).toThrow('cells of');
  });

  it('by data that JSON would take for the same', () => {
    expect(() => assertSameData([NaN], [null], 'it')).toThrow();
    expect(() => assertSameData([2n ** 60n], [String(2n ** 60n)], 'it')).toThrow();
    expect(() => assertSameData([-0, 2n ** 53n], [0, 2 ** 53], 'it')).not.toThrow();
  });

  it('by an error that is none for users, or one without end', async () => {
    const refused = (error: Error) => unlessRefused(() => Promise.reject(error));
    await expect(refused(new TypeError('x is undefined'))).rejects.toThrow(TypeError);
    await expect(refused(new Iter8Error('INVALID', 'x'.repeat(30_000)))).rejects.toThrow('30000 characters');
    await expect(refused(new Iter8Error('INVALID', 'no YAML'))).resolves.toBeUndefined();
  });
});
