import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {ATTACKS, hostileReport} from './hostile.js';

/** No name that a command could take, as all of these: commands are shown for those alone. */
const HARMLESS = 'Two words';

const anyText = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.string({unit: 'binary', maxLength: 40}).map((text) => `X ${text}`),
);

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** Names of tags and of attributes in their order, values left out: what a text can change only by breaking out. */
function skeleton(page: string): string {
  const tags = page.match(/<[^>]*>/g) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, '')).join('');
}

describe.each(['html', 'junit'] as const)('names of any kind in every field of a report as %s', (format) => {
  it('change no tag and no attribute', async () => {
    const harmless = skeleton(await hostileReport(HARMLESS, format));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(skeleton(await hostileReport(text, format))).toBe(harmless);
      }),
      {numRuns: 150},
    );
  });

  it('leave only entities and characters that XML 1.0 allows', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const page = await hostileReport(text, format);
        expect(page).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;|#96;)/);
        if (format === 'junit') expect(page).not.toMatch(NOT_IN_XML);
      }),
      {numRuns: 100},
    );
  });
});

describe('the page', () => {
  it('allows nothing but its stylesheet, and names no address outside', async () => {
    const page = await hostileReport(HARMLESS, 'html');
    expect(page).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+';/,
    );
    expect(page).not.toMatch(
      /<(script|link|iframe|img|a|form|object|embed|base)\b|\ssrc=|\shref=|style="|\son\w+=|url\(/,
    );
  });

  it('has a name for each drawing, heading cells that say what they head, and one main heading', async () => {
    const page = await hostileReport(HARMLESS, 'html');
    for (const [drawing] of page.matchAll(/<svg [^>]*role="img"[^>]*>[^]*?<\/svg>/g)) {
      const [, title = '', desc = ''] = /aria-labelledby="(\S+) (\S+)"/.exec(drawing) ?? [];
      expect(drawing).toContain(`<title id="${title}">`);
      expect(drawing).toContain(`<desc id="${desc}">`);
    }
    expect(page.match(/<th\b(?! scope="(col|row|rowgroup)")/g)).toBeNull();
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page.match(/<svg [^>]*role="img"/g)).toHaveLength(3);
  });
});

describe('names of any kind in every field of a report as Markdown', () => {
  /** Structure: which lines are headings, items, rows with so many cells. */
  const shape = (page: string) =>
    page.split('\n').map((line) => {
      const cells = line.startsWith('|') ? line.match(/(?<!\\)\|/g)?.length : 0;
      return `${/^(#+|-{1,3}|\|)? ?/.exec(line)?.[0] ?? ''}${cells}`;
    });

  it('change neither headings nor lists nor tables', async () => {
    const harmless = shape(await hostileReport(HARMLESS, 'markdown'));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(shape(await hostileReport(text, 'markdown'))).toEqual(harmless);
      }),
      {numRuns: 150},
    );
  });

  it.each(ATTACKS)('leave nothing of %j that acts', async (text) => {
    const page = await hostileReport(text, 'markdown');
    expect(page).not.toMatch(/<\w|https?:|www\.|@\w|(?<!&)#\w|(?<!\\)\[|(?<!\\)`|:tada:/);
  });
});
