import {markdownTable} from 'markdown-table';
import {settingText} from './grid.js';
import {LAWS} from './laws.js';
import {RULES} from './play.js';

/** @typedef {import('./laws.js').Finding} Finding */
/** @typedef {import('./laws.js').Interval} Interval */
/** @typedef {import('./laws.js').IntervalOf} IntervalOf */
/** @typedef {import('./laws.js').Played} Played */
/** @typedef {import('./laws.js').Result} Result */
/** @typedef {import('./grid.js').Point} Point */

/** A table for each law. @param {readonly Finding[]} findings */
export function lawsMarkdown(findings) {
  const laws = /** @type {(keyof typeof LAWS)[]} */ (Object.keys(LAWS));
  return laws
    .map((law) => ({law, found: findings.filter((finding) => finding.law === law)}))
    .filter(({found}) => found.length > 0)
    .map(({law, found}) => `### ${capitalised(LAWS[law])}\n\n${lawMarkdown(law, found)}`)
    .join('\n\n');
}

/** @param {keyof typeof LAWS} law @param {readonly Finding[]} findings */
function lawMarkdown(law, findings) {
  const isPower = law === 'power';
  const head = [
    'setting',
    'truth',
    law === 'delay' ? 'looks' : 'measured %',
    ...(isPower ? ['test at the end %'] : []),
    '',
  ];
  const rows = findings.map((finding) => [
    finding.where,
    truthText(finding.point),
    typeof finding.measured === 'number' ? finding.measured.toFixed(2) : intervalText(finding.measured),
    ...(isPower ? [percent(finding.yardstick ?? NaN)] : []),
    verdictText(finding),
  ]);
  return markdownTable([head, ...rows], {align: ['l', 'r', 'r', ...(isPower ? ['r'] : []), 'l']});
}

/** @param {Finding} finding */
function verdictText({isRequired, isKept}) {
  if (!isRequired) return isKept ? 'not promised, kept' : 'not promised, **not kept**';
  return isKept ? 'kept' : '**broken**';
}

/** The curves of one setting: how often each rule promotes, how often it stops, and after how many looks it ends. @param {Result} result @param {IntervalOf} interval */
export function curvesMarkdown({setting, curve}, interval) {
  /** @param {'promoted' | 'stopped'} end */
  const share =
    (end) =>
    (/** @type {Played} */ {runs, tallies}, /** @type {typeof RULES[number]} */ rule) =>
      intervalText(interval(tallies[rule][end], runs));
  return [
    `### ${capitalised(settingText(setting))}`,
    curveMarkdown('promoted %', curve, share('promoted')),
    curveMarkdown('stopped %', curve, share('stopped')),
    curveMarkdown('looks', curve, ({runs, tallies}, rule) => (tallies[rule].looks / runs).toFixed(1)),
  ].join('\n\n');
}

/** @param {string} what @param {readonly Played[]} curve @param {(played: Played, rule: typeof RULES[number]) => string} cell */
function curveMarkdown(what, curve, cell) {
  const head = [what, ...curve.map(({point}) => truthText(point))];
  const rows = RULES.map((rule) => [rule, ...curve.map((played) => cell(played, rule))]);
  return markdownTable([head, ...rows], {align: ['l', ...curve.map(() => 'r')]});
}

/** @param {Point} point */
function truthText({truth, others}) {
  const text = String(Number(truth.toPrecision(3)));
  return others === 'fine' ? `${text}, others fine` : text;
}

/** @param {Interval} interval */
function intervalText({share, lower, upper}) {
  return `${percent(share)} (${percent(lower)}–${percent(upper)})`;
}

/** @param {number} share */
function percent(share) {
  return (share * 100).toFixed(1);
}

/** @param {string} text */
function capitalised(text) {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
