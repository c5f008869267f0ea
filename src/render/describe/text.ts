import {LIMIT_KINDS} from '../../analysis/limits.js';
import {
  exactPercent,
  limitRangeWords,
  missingWords,
  rangeWords,
  strengthRuleWords,
} from '../../analysis/proof-words.js';
import {limitFromFields} from '../../analysis/shown-proof.js';
import type {VerdictWords} from '../../analysis/verdict-words/verdict-words.js';
import {formatRoundedUp, parseQuantity} from '../../experiment/quantity.js';
import {safeText} from '../safe-text.js';
import type {Brush, Style} from '../style.js';
import {asciiTable, type Cell} from '../table.js';
import {textWidth, wrapText} from '../text-width.js';
import type {Description, LimitView, MetricView, ObjectiveStateView, ObjectiveView, RewardView} from './view.js';

/**
 * The layout of the Helm tutorial; with `words` the verdict in words at the end. Ends in a newline.
 *
 * @param isWide with the bounds of each objective, where the experiment asks for them by `criteria.strength`
 */
export function describeText(
  view: Description,
  style: Style,
  words: VerdictWords | undefined,
  isWide = false,
): string {
  const sections = [
    overview(view, style),
    progress(view, style),
    winner(view, style),
    rewards(view, style),
    objectives(view, style),
    isWide ? proofs(view, style) : undefined,
    metrics(view, style),
    words && verdict(words, style),
  ];
  return sections.filter((section) => section !== undefined).join('\n');
}

function section(title: string, lines: readonly string[], {paint}: Style): string {
  return `${[paint.heading(`****** ${title} ******`), ...lines].join('\n')}\n`;
}

function fact(name: string, value: string | number, {columns}: Style, brush: Brush = (text) => text): string {
  const text = safeText(String(value));
  const line = `${name}: ${text}`.trimEnd();
  if (columns !== undefined && textWidth(line) > columns) return indented(line, columns);
  return `${name}: ${brush(text)}`.trimEnd();
}

function overview(view: Description, style: Style): string {
  const lines = [
    fact('Experiment name', view.name, style, style.paint.strong),
    fact('Experiment namespace', view.namespace, style),
    fact('Target', view.target, style),
    fact('Testing pattern', view.testingPattern ?? '', style),
    fact('Deployment pattern', view.deploymentPattern, style),
  ];
  return section('Overview', lines, style);
}

function progress(view: Description, style: Style): string {
  const lines = [fact('Number of completed iterations', view.completedIterations, style)];
  if (view.phase !== null) {
    const split = view.weights.map(({version, percent}) => `${version} ${percent}`).join(', ');
    if (split) lines.push(fact('Traffic split in percent', split, style));
    lines.unshift(fact('Experiment phase', view.phase, style, style.paint.strong));
    if (view.message !== null) lines.splice(1, 0, fact('Status', view.message, style));
  } else if (view.stage !== null) {
    lines.unshift(fact('Experiment stage', view.stage, style, style.paint.strong));
  }
  return section('Progress Summary', lines, style);
}

function winner(view: Description, style: Style): string | undefined {
  if (!view.winner) return undefined;
  const {version, recommended, recommendedFor} = view.winner;
  const {good, warning} = style.paint;
  const isConformance = view.testingPattern === 'Conformance';
  const label = recommendedFor === 'baseline' ? 'Recommended baseline' : 'Version recommended for promotion';
  const lines = [
    ...(isConformance ? [] : [fact('App versions in this experiment', `[${view.versions.join(' ')}]`, style)]),
    version === null
      ? fact('Winning version', 'not found', style, warning)
      : fact('Winning version', version, style, good),
    ...(isConformance || recommended === null ? [] : [fact(label, recommended, style)]),
  ];
  return section('Winner Assessment', lines, style);
}

function rewards(view: Description, style: Style): string | undefined {
  if (view.rewards.length === 0) return undefined;
  const rows = view.rewards.map((reward) => [
    word(rewardLabel(reward)),
    ...reward.versions.map(({value, isBest}): Cell => {
      const cell = valueCell(value);
      return isBest ? {...cell, text: `${cell.text} *`, paint: style.paint.good} : cell;
    }),
  ]);
  return section('Reward Assessment', [table('REWARD', view, rows, style)], style);
}

/** `metric (higher better)`. */
export function rewardLabel({metric, preferredDirection}: RewardView): string {
  if (preferredDirection === null) return metric;
  return `${metric} (${preferredDirection === 'High' ? 'higher' : 'lower'} better)`;
}

const STATE_WORDS = {
  satisfied: 'true',
  violated: 'false',
  unknown: 'unknown',
  unavailable: 'unavailable',
} as const;

export function stateWord(state: keyof typeof STATE_WORDS): string {
  return STATE_WORDS[state];
}

function objectives(view: Description, style: Style): string | undefined {
  if (view.objectives.length === 0) return undefined;
  const {good, bad, warning} = style.paint;
  const paints = {satisfied: good, violated: bad, unknown: warning, unavailable: warning};
  const rows = view.objectives.map((objective) => [
    word(objectiveLabel(objective)),
    ...objective.versions.map(({state}) => word(stateWord(state), paints[state])),
  ]);
  return section('Objective Assessment', [table('OBJECTIVE', view, rows, style)], style);
}

function proofs(view: Description, style: Style): string | undefined {
  const {strength, objectives} = view;
  if (!strength || objectives.length === 0) return undefined;
  const rows = objectives.flatMap((objective) => limitRows(objective));
  const heading = `${exactPercent(strength.confidence)} sure of each bound`;
  const rule = indented(strengthRuleWords(strength), style.columns);
  const needs = objectives.flatMap((objective) => needLines(objective, style));
  return section('How Sure It Is', [rule, table(heading, view, rows, style), ...needs], style);
}

/** One for each limit: of several, each may be shown by itself. */
function limitRows(objective: ObjectiveView): Cell[][] {
  return limitsAlone(objective).map(({kind, ...alone}) => [
    word(objectiveLabel({...objective, ...alone})),
    ...objective.versions.map((state) => word(proofText(state, kind))),
  ]);
}

const NO_LIMITS = {upperLimit: null, lowerLimit: null, relativeLimit: null, relativeLowerLimit: undefined};

/** Each limit of an objective without the others. */
function limitsAlone(objective: ObjectiveView) {
  const kinds = LIMIT_KINDS.filter((kind) => (objective[kind] ?? null) !== null);
  return kinds.map((kind) => ({...NO_LIMITS, [kind]: objective[kind], kind}));
}

/** `0.00309 to 0.0186`; of one limit of several with its state. */
function proofText({limits = [], ...state}: ObjectiveStateView, kind: LimitView['limit']): string {
  const limit = limits.find((each) => each.limit === kind);
  if (limit) return limitRangeWords(limitFromFields(limit), limit.state);
  return limits.length > 0 ? 'not tested' : rangeWords(limitFromFields(state));
}

function needLines(objective: ObjectiveView, {columns}: Style): string[] {
  const needs = objective.versions.flatMap(({version, ...state}) =>
    (state.limits ?? [state]).map((limit) => [version, missingWords(limitFromFields(limit))] as const),
  );
  const lines = needs.filter(([, missing]) => missing !== '');
  return lines.map(([version, missing]) => {
    return `- ${indented(safeText(`${version}: ${objective.metric} needs ${missing}`), columns)}`;
  });
}

/** `10.000 <= metric <= 50.000`, with the bounds that are set. */
export function objectiveLabel(
  {metric, lowerLimit, upperLimit, relativeLimit, relativeLowerLimit}: Omit<ObjectiveView, 'versions'>,
  number: (exactDecimal: string) => string = shortNumber,
): string {
  const relativeLower = relativeLowerLimit === undefined ? '' : `${number(relativeLowerLimit)} x baseline <= `;
  const lower = lowerLimit === null ? '' : `${number(lowerLimit)} <= `;
  const upper = upperLimit === null ? '' : ` <= ${number(upperLimit)}`;
  const and = upper === '' ? '' : ' and';
  const relative = relativeLimit === null ? '' : `${and} <= ${number(relativeLimit)} x baseline`;
  return `${relativeLower}${lower}${metric}${upper}${relative}`;
}

function metrics(view: Description, style: Style): string | undefined {
  if (view.metrics.length === 0) return undefined;
  const rows = view.metrics.map((metric) => [
    word(metricLabel({...metric, metric: shortName(metric.metric, view)})),
    ...metric.versions.map(({value}) => valueCell(value)),
  ]);
  return section('Metrics Assessment', [table('METRIC', view, rows, style)], style);
}

/** Without the experiment's own namespace, unless its objectives name that too. */
function shortName(metric: string, {namespace, objectives}: Description): string {
  const prefix = `${namespace}/`;
  const isWritten = objectives.some((objective) => objective.metric.startsWith(prefix));
  return metric.startsWith(prefix) && !isWritten ? metric.slice(prefix.length) : metric;
}

/** `metric (units)`. */
export function metricLabel({metric, units}: MetricView): string {
  return units === null ? metric : `${metric} (${units})`;
}

function verdict(words: VerdictWords, style: Style): string {
  const headline = safeText(words.headline);
  const lines = style.columns === undefined ? [headline] : wrapText(headline, style.columns, true);
  const because = words.because.map((line) => `- ${indented(safeText(line), style.columns)}`);
  const rest = [
    ...listed('What is missing', words.missing, style),
    ...listed('What would change it', words.wouldChange, style),
  ];
  return section('Verdict', [...lines.map(style.paint.strong), ...because, ...rest], style);
}

function listed(title: string, lines: readonly string[], {columns}: Style): string[] {
  if (lines.length === 0) return [];
  return [`${title}:`, ...lines.map((line) => `- ${indented(safeText(line), columns)}`)];
}

/** Wraps so that all lines but the first are indented by two. */
function indented(text: string, columns: number | undefined): string {
  return columns === undefined ? text : wrapText(text, columns - 2, true).join('\n  ');
}

function table(heading: string, view: Description, rows: readonly (readonly Cell[])[], style: Style): string {
  return asciiTable([heading, ...view.versions.map(safeText)], rows, style);
}

function word(text: string, paint?: Cell['paint']): Cell {
  return {text: safeText(text), align: 'left', paint};
}

function valueCell(value: string | null): Cell {
  return value === null ? word('unavailable') : {text: shortNumber(value), align: 'right'};
}

/** Exactly 3 decimals, rounded up. */
export function shortNumber(exactDecimal: string): string {
  const quantity = parseQuantity(exactDecimal);
  if (!quantity) throw new Error(`not a decimal: ${exactDecimal}`);
  return formatRoundedUp(quantity);
}
