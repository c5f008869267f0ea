import {isDecided} from '../../analysis/current-winner.js';
import {needWords, proofWords} from '../../analysis/proof-words.js';
import {ageText} from '../../experiment/age.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {lookUpMetric} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import {parseQuantity} from '../../experiment/quantity.js';
import type {Canvas} from './canvas.js';
import {chartLines} from './chart.js';
import type {CriterionView, ReadingView} from './criteria.js';
import {marginText, ruleText, stateSpan, unitsText, valueText} from './criteria-words.js';
import {type MetricChart, metricCharts} from './metric-charts.js';
import {EMPTY_LINE, type Line, span, textLine} from './line.js';
import {wholeLines, wrappedLines} from './whole-text.js';

/** Values of a run that are listed one by one. */
const LISTED = 20;

/** All that is known of one metric: how it went for each version, and how it is asked for. */
export function metricLines(experiment: Experiment, criterion: CriterionView, canvas: Canvas): readonly Line[] {
  const resource = metricResource(experiment, criterion.metric);
  const description = textOf(resource.description);
  return [
    ...wrappedLines([criterion.metric, ruleText(criterion)].filter(Boolean).join('  '), canvas.columns, 'strong'),
    ...(description === undefined ? [] : wrappedLines(description, canvas.columns, 'faint')),
    ...criterion.versions.flatMap((reading) => [
      EMPTY_LINE,
      ...readingLines(experiment, criterion, reading, canvas),
    ]),
    ...queryLines(resource, canvas),
  ];
}

function readingLines(
  experiment: Experiment,
  criterion: CriterionView,
  reading: ReadingView,
  canvas: Canvas,
): readonly Line[] {
  return [
    standLine(criterion, reading, canvas),
    ...proofLines(experiment, reading, canvas),
    ...metricCharts(experiment, criterion, reading).flatMap((chart) => drawnChart(chart, canvas)),
    ...reading.history
      .slice(-LISTED)
      .map(({at, value}) => textLine(`  ${at}  ${valueText(parseQuantity(value))}`, 'faint')),
    ...(reading.history.length === 0 ? [textLine('  the status holds no history of it', 'faint')] : []),
  ];
}

function drawnChart({title, ...chart}: MetricChart, canvas: Canvas): readonly Line[] {
  const isBanded = chart.points.some(({bounds}) => bounds !== undefined);
  return [
    ...(title === undefined ? [] : wrappedLines(title, canvas.columns - 2, 'faint').map(indented)),
    ...chartLines(chart, canvas),
    ...(isBanded ? [textLine(`  ${canvas.symbols.band} between the bounds`, 'faint')] : []),
  ];
}

/** `candidate  17.304 ms  ✓ satisfied  91 % left  of 340 observations, read 2s ago` */
function standLine(criterion: CriterionView, reading: ReadingView, {symbols, now}: Canvas): Line {
  const {value, bound, sampleSize, observedAt} = reading;
  const evidence = [
    ...(sampleSize === undefined ? [] : [`of ${sampleSize} observations`]),
    ...(observedAt ? [`read ${ageText(observedAt, now)} ago`] : []),
  ];
  const words = [
    span(reading.version, 'heading'),
    span([valueText(value), value ? unitsText(criterion.units) : ''].filter(Boolean).join(' ')),
    stateSpan(criterion, reading, symbols, false),
    span(marginText(bound)),
    span(evidence.join(', '), 'faint'),
  ];
  return words
    .filter(({text}) => text !== '')
    .flatMap((word, index) => (index === 0 ? [word] : [span('  '), word]));
}

/** `not yet known: the truth is between 0.00309 and 0.0186, each bound 95 % sure; needs about 900 more samples, ~40s` */
function proofLines(experiment: Experiment, {proof, state, missingSeconds}: ReadingView, {columns}: Canvas) {
  if (!proof || !state) return [];
  const words = proofWords(proof, state) + needWords(proof, missingSeconds, !isDecided(experiment));
  return wrappedLines(words, columns - 2, 'plain').map(indented);
}

function indented(line: Line): Line {
  return [span('  '), ...line];
}

/** The `spec` of the metric as the status has it copied; empty where it has none. */
function metricResource({source, namespace}: Experiment, metric: string): JsonObject {
  const status = isObject(source.status) ? source.status : {};
  const spec = isObject(source.spec) ? source.spec : {};
  const copies = [status.metrics, spec.metrics].flatMap((list) =>
    Array.isArray(list) ? (list as readonly Json[]) : [],
  );
  const named = copies.flatMap((copy): [string, JsonObject][] => {
    if (!isObject(copy) || typeof copy.name !== 'string') return [];
    const object = copy.metricObj ?? copy.metricObject;
    const found = isObject(object) ? object.spec : undefined;
    return isObject(found) ? [[copy.name, found]] : [];
  });
  return lookUpMetric(new Map(named), metric, namespace) ?? {};
}

const QUERY_FIELDS = ['provider', 'method', 'urlTemplate', 'body', 'jqExpression'] as const;

/** How it is asked for, with its variables as they are written. Secrets are not part of a metric: it names them only. */
function queryLines(resource: JsonObject, {columns}: Canvas): readonly Line[] {
  const params = Array.isArray(resource.params) ? (resource.params as readonly Json[]) : [];
  const fields = [
    ...QUERY_FIELDS.map((name) => [name, textOf(resource[name])] as const),
    ...params.filter(isObject).map((param) => [textOf(param.name) ?? 'param', textOf(param.value)] as const),
  ];
  const shown = fields.filter(([, value]) => value !== undefined);
  if (shown.length === 0) return [EMPTY_LINE, textLine('the status does not hold its query', 'faint')];
  return [
    EMPTY_LINE,
    textLine('asked for with', 'heading'),
    ...shown.flatMap(([name, value = '']) => wholeLines(`${name}: ${value}`, columns, '  ')),
  ];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
