import fc from 'fast-check';
import {ATTACKS} from '../../render/report/hostile.js';

/** Words and characters that some reader takes for its own. */
const TOKENS: readonly string[] = [
  ...[
    '',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u0007',
    '\u001b[2J',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ud800',
    '😀',
    '漢',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '- ',
    ': ',
    '? ',
    '#',
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
    '!x ',
    '|\n',
    '>-\n',
  ],
  ...['{', '}', '[', ']', '(', ')', '"', "'", '`', ',', '\\', '\\u', '/', '|', '$', '${x}', '$x', '$$', '~', '@'],
  ...['0', '-1', '1e999', '-0', '0x10', '0o7', '1_000', '.5', '9007199254740993', '1'.repeat(50), 'NaN', '.inf'],
  ...[
    'null',
    'true',
    'no',
    '2026-11-22T10:00:00Z',
    '10m',
    '5880641926n',
    '1.5Gi',
    '1h30m',
    '__proto__',
    'constructor',
  ],
  ...['items', 'kind: List', 'metadata', '{{ .name }}', '@< .this >@', '{{', '}}', '[?(@.a=="b")]', '[*]', '..'],
  ...[' and ', ' not in ', ' matches ', '((((((((((', '[[[[[[[[[[', '!!!!!!!!!!', '----------', '=='],
  ...ATTACKS,
];

export const token = fc.constantFrom(...TOKENS);

/** Any text, valid or not: halves of characters, control characters, and what attacks are made of. */
export const anyText = fc.oneof(
  fc.string({unit: 'binary', maxLength: 30}),
  fc.array(token, {maxLength: 6}).map((words) => words.join('')),
  fc.string({unit: fc.integer({min: 0, max: 0xffff}).map((code) => String.fromCharCode(code)), maxLength: 8}),
);

type Edit = (text: string) => string;

const span = fc.tuple(fc.nat(), fc.oneof(fc.nat(8), fc.nat(200)));

/** Where in a text, whatever its length is by then. */
function cut(text: string, [at, length]: readonly [number, number]) {
  const start = at % (text.length + 1);
  return {
    before: text.slice(0, start),
    inside: text.slice(start, start + length),
    after: text.slice(start + length),
  };
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(span, fc.oneof(token, anyText)).map(([where, word]): Edit => (text) => {
    const {before, after} = cut(text, where);
    return before + word + after;
  }),
  fc.tuple(fc.nat(), token).map(([at, word]): Edit => (text) => {
    const {before, after} = cut(text, [at, 0]);
    return before + word + after;
  }),
  fc.tuple(span, fc.integer({min: 2, max: 40})).map(([where, times]): Edit => (text) => {
    const {before, inside, after} = cut(text, where);
    return before + inside.repeat(times) + after;
  }),
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]): Edit => (text) => {
    const {before, inside, after} = cut(text, [at, 1]);
    return inside === '' ? text : before + String.fromCharCode(inside.charCodeAt(0) ^ (1 << bit)) + after;
  }),
  fc.tuple(span, fc.nat()).map(([where, to]): Edit => (text) => {
    const {before, inside, after} = cut(text, where);
    const rest = cut(before + after, [to, 0]);
    return rest.before + inside + rest.after;
  }),
);

/** One of the texts with up to six edits: parts lost, doubled, moved, replaced, single bits turned. */
export function mutated(seeds: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, {maxLength: 6}))
    .map(([seed, edits]) => edits.reduce((text, change) => change(text), seed).slice(0, 20_000));
}
