import {markdownTable} from 'markdown-table';

/**
 * @typedef {object} Goal
 * @property {string} what in words that stand alone
 * @property {number} value what was measured
 * @property {number} atMost
 * @property {string} [unit]
 */
/** @typedef {{name: string, digits?: number}} Column digits after the point, for a column of numbers */
/** @typedef {{cells: readonly (string | number | undefined)[], goal?: Goal | undefined}} Row undefined: there is none */
/**
 * @typedef {object} Table
 * @property {string} title
 * @property {string} setting how it was measured, in which unit
 * @property {number} load average of the last minute before
 * @property {readonly Column[]} columns
 * @property {readonly Row[]} rows
 */
/** @typedef {{command: string, seconds: number, failure?: string | undefined, tables: readonly Table[]}} Section what one command gave */
/** @typedef {{made: string, facts: readonly (readonly [name: string, value: string])[]}} Head */

/** Whether it was reached; what could not be measured was not. @param {Goal} goal */
export function isMet({value, atMost}) {
  return value <= atMost;
}

/**
 * All that was measured, with the goals of all tables before them.
 *
 * @param {Head} head
 * @param {readonly Section[]} sections
 */
export function resultsMarkdown({made, facts}, sections) {
  const goals = sections.flatMap(({tables}) => tables.flatMap(({rows}) => rows.flatMap(({goal}) => goal ?? [])));
  return [
    '# Results',
    made,
    markdownTable([['on', ''], ...facts.map(([name, value]) => [name, escapeCell(value)])]),
    '## Goals',
    goalsMarkdown(goals),
    ...sections.flatMap(sectionBlocks),
    '',
  ].join('\n\n');
}

/** @param {readonly Goal[]} goals */
function goalsMarkdown(goals) {
  const met = goals.filter(isMet).length;
  const rows = goals.map((goal) => [
    escapeCell(goal.what),
    numberText(goal.value, 2),
    limitText(goal),
    metText(goal),
  ]);
  const table = markdownTable([['goal', 'measured', 'at most', ''], ...rows], {align: ['l', 'r', 'r', 'l']});
  return `${met} of ${goals.length} are met.\n\n${table}`;
}

/** @param {Section} section */
function sectionBlocks({command, seconds, failure, tables}) {
  const title = `## \`${command}\``;
  const blocks = failure === undefined ? [] : [`**It did not end well: ${failure}.**`];
  return [title, ...blocks, ...tables.map(tableMarkdown), `It took ${numberText(seconds, 0)} s.`];
}

/** A heading, how it was measured, and the numbers with their goals. @param {Table} table */
export function tableMarkdown({title, setting, load, columns, rows}) {
  const hasGoals = rows.some(({goal}) => goal !== undefined);
  const head = [...columns.map(({name}) => name), ...(hasGoals ? ['goal'] : [])];
  const body = rows.map(({cells, goal}) => [
    ...columns.map(({digits}, index) => cellText(cells[index], digits)),
    ...(hasGoals ? [goal ? `≤ ${limitText(goal)}: ${metText(goal)}` : ''] : []),
  ]);
  const align = columns.map(({digits}) => (digits === undefined ? 'l' : 'r'));
  const table = markdownTable([head, ...body], {align: [...align, 'l']});
  return `### ${title}\n\n${setting}. Load before: ${numberText(load, 1)}.\n\n${table}`;
}

/** @param {string | number | undefined} cell @param {number} [digits] */
function cellText(cell, digits = 0) {
  return typeof cell === 'number' ? numberText(cell, digits) : escapeCell(cell ?? '–');
}

/** @param {number} value @param {number} digits */
function numberText(value, digits) {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
}

/** @param {Goal} goal */
function limitText({atMost, unit}) {
  return `${atMost.toLocaleString('en-US')}${unit === undefined ? '' : ` ${unit}`}`;
}

/** @param {Goal} goal */
function metText(goal) {
  return isMet(goal) ? 'met' : '**missed**';
}

/** @param {string} text */
function escapeCell(text) {
  return text.replaceAll('|', '\\|');
}
