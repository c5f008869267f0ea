import {rangeWords} from '../../analysis/proof-words.js';
import {limitFromFields} from '../../analysis/shown-proof.js';
import {shortNumber} from '../../analysis/verdict-words/numbers.js';
import type {Assessment} from '../../experiment/model.js';
import {bareName} from '../../experiment/metric-reference.js';
import {parseQuantity} from '../../experiment/quantity.js';
import {objectiveLabel} from '../describe/text.js';
import {safeText} from '../safe-text.js';
import type {Brush, Style} from '../style.js';
import {padText, textWidth, wrapText} from '../text-width.js';
import type {LookView, ReplayView, StateView, VersionView} from './view.js';

/** Beside what is judged otherwise than the run was. */
export const OTHER = '*';
export const NOTHING = '–';
/** The looks in a table, or in lines where that is too wide; what was not recorded; and at the end the sentence. */
export function replayText(view: ReplayView, style: Style): string {
  const {columns, paint} = style;
  const wrapped = (text: string) =>
    columns === undefined ? [safeText(text)] : wrapText(safeText(text), columns, true);
  const notes = notesOf(view).flatMap((note) => wrapped(note));
  const blocks = [
    wrapped(titleOf(view)).map(paint.heading),
    looksLines(view, style),
    notes,
    wrapped(`${sentenceOf(view)}.`).map(paint.strong),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

export function titleOf({namespace, name, changes, looks}: ReplayView): string {
  const begin = looks[0]?.time?.replace('T', ' ').replace('Z', ' UTC');
  const rules = changes.length === 0 ? 'as written' : 'by other rules';
  return `Experiment ${namespace}/${name}${begin ? ` of ${begin}` : ''}, judged again ${rules}`;
}

export function sentenceOf({sentence}: ReplayView): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** What has to be known to read the table. */
export function notesOf(view: ReplayView): string[] {
  const isMarked = view.looks.some(
    (look) => look.isOtherWinner || look.versions.some(({objectives}) => objectives.some(({was}) => was)),
  );
  return [
    ...(isMarked ? [`${OTHER} judged otherwise in the run itself`] : []),
    ...trafficNotes(view),
    ...view.gaps.map((gap) => `Missing: ${gap}`),
  ];
}

/** A version that is alone has all of it. */
function trafficNotes({looks, otherTrafficFrom}: ReplayView): string[] {
  const versions = looks.flatMap((look) => look.versions);
  if (versions.length <= looks.length) return [];
  if (versions.every(({weight}) => weight === null)) return ['Traffic: how it was split was not recorded'];
  if (otherTrafficFrom === null) return ['Traffic: as it was recorded, and as these rules would have split it'];
  return [
    `Traffic: as it was recorded; these rules would have split it otherwise from iteration ${otherTrafficFrom} on, and values could have come out otherwise too`,
  ];
}

/** Of a column: `error-rate <= 0.01`, without the metric's namespace where no other has its name. */
export function objectiveHeadings({objectives}: ReplayView): string[] {
  const names = objectives.map(({metric}) => bareName(metric));
  return objectives.map((objective, index) => {
    const name = names[index] ?? objective.metric;
    const isUnique = names.filter((other) => other === name).length === 1;
    return objectiveLabel(
      {...objective, metric: isUnique ? name : objective.metric},
      (exactDecimal) => exactDecimal,
    );
  });
}

export function rewardHeadings({looks}: ReplayView): string[] {
  return (looks[0]?.versions[0]?.rewards ?? []).map(({metric}) => bareName(metric));
}

/** `0.0123 (0.0091 to 0.02) unknown *`. */
export function stateText(state: StateView): string {
  const {bounds} = limitFromFields(state);
  const range = bounds ? ` (${rangeWords(limitFromFields(state))})` : '';
  return `${numberText(state.value)}${range} ${state.state}${state.was ? ` ${OTHER}` : ''}`;
}

export function numberText(exactDecimal: string | null): string {
  const quantity = parseQuantity(exactDecimal);
  return quantity ? shortNumber(quantity) : NOTHING;
}

export function weightText({weight}: VersionView): string {
  return weight === null ? NOTHING : `${weight} %`;
}

export function leaderText({winner, isOtherWinner}: LookView): string {
  return `${winner ?? 'nobody'}${isOtherWinner ? ` ${OTHER}` : ''}`;
}

export function clockText({time}: LookView): string {
  return time?.slice(11, 19) ?? NOTHING;
}

interface Cell {
  readonly text: string;
  readonly brush?: Brush | undefined;
}

const GAP = '  ';

function looksLines(view: ReplayView, style: Style): string[] {
  const rows = view.looks.flatMap((look) =>
    look.versions.map((version, index) => rowOf(look, version, {index, style})),
  );
  const headings = [
    '#',
    'TIME',
    'VERSION',
    'TRAFFIC',
    ...objectiveHeadings(view),
    ...rewardHeadings(view),
    'AHEAD',
  ];
  const head = headings.map((text): Cell => ({text: safeText(text), brush: style.paint.strong}));
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => textWidth(row[column]?.text ?? ''))),
  );
  const width = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  if (style.columns !== undefined && width > style.columns) return stackedLines(view, style);
  return [head, ...rows].map((row) => lineOf(row, widths));
}

function lineOf(row: readonly Cell[], widths: readonly number[]): string {
  const cells = row.map(({text, brush}, column) => {
    const padded = padText(text, widths[column] ?? 0, 'left');
    return brush ? padded.replace(text, () => brush(text)) : padded;
  });
  return cells.join(GAP).trimEnd();
}

function rowOf(look: LookView, version: VersionView, {index, style}: {index: number; style: Style}): Cell[] {
  const isFirst = index === 0;
  return [
    {text: isFirst ? String(look.iteration) : ''},
    {text: isFirst ? clockText(look) : '', brush: style.paint.faint},
    {text: safeText(version.version)},
    {text: weightText(version)},
    ...version.objectives.map((state) => ({text: stateText(state), brush: brushOf(state.state, style)})),
    ...version.rewards.map(({value}) => ({text: numberText(value)})),
    {text: isFirst ? safeText(leaderText(look)) : ''},
  ];
}

function brushOf(state: Assessment, {paint}: Style): Brush {
  return {satisfied: paint.good, violated: paint.bad, unknown: paint.warning}[state];
}

/** Each value on a line of its own. */
function stackedLines(view: ReplayView, style: Style): string[] {
  const {columns = 80, paint} = style;
  const names = [...objectiveHeadings(view), ...rewardHeadings(view)];
  return view.looks.flatMap((look) => [
    ...hanging(`${look.iteration}  ${clockText(look)}  ahead: ${leaderText(look)}`, 0, columns).map(paint.strong),
    ...look.versions.flatMap((version) => [
      ...hanging(`${version.version}, ${weightText(version)} of the traffic`, 3, columns),
      ...valuesOf(version, style).flatMap(({text, brush}, index) =>
        hanging(`${names[index] ?? ''}: ${text}`, 6, columns).map((line) => (brush ? brush(line) : line)),
      ),
    ]),
  ]);
}

/** Behind an indent, what is too wide on further lines two deeper. */
function hanging(text: string, indent: number, columns: number): string[] {
  const lines = wrapText(safeText(text), columns - indent - 2, true);
  return lines.map((line, place) => `${' '.repeat(place === 0 ? indent : indent + 2)}${line}`);
}

function valuesOf({objectives, rewards}: VersionView, style: Style): Cell[] {
  return [
    ...objectives.map((state) => ({text: stateText(state), brush: brushOf(state.state, style)})),
    ...rewards.map(({value}) => ({text: numberText(value)})),
  ];
}
