import {metricLabel, rewardLabel} from '../../describe/text.js';
import {boundFacts} from '../bound-facts.js';
import type {ReportedFact} from '../reported-facts.js';
import type {ReportView} from '../view.js';
import * as words from '../words.js';
import {lineChart} from './line-chart.js';
import {markup, type Markup} from './markup.js';
import {spanChart} from './span-chart.js';
import {type Cell, table} from './table.js';

/** What one page has of each; the rest is counted. */
const MOST_FACTS = 1000;
const MOST_CHARTS = 30;
const MOST_ENTRIES = 200;
const MOST_METRICS = 250;

const STATES = {satisfied: 'state good', violated: 'state bad', unknown: 'state open'} as const;

function section(title: string, ...pieces: readonly Markup[]): Markup {
  return markup`<section><h2>${title}</h2>\n${pieces}</section>\n`;
}

function left(count: number, what: string): Markup[] {
  if (count <= 0) return [];
  return [markup`<p class="faint">${count} more ${what} are left out.</p>\n`];
}

export function overview(view: ReportView): Markup {
  const facts = words
    .overviewFacts(view)
    .map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`);
  return section('Overview', markup`<dl>${facts}</dl>\n`);
}

function list(sentences: readonly string[]): Markup[] {
  const items = sentences.slice(0, MOST_ENTRIES).map((sentence) => markup`<li>${sentence}</li>\n`);
  return [markup`<ul>${items}</ul>\n`, ...left(sentences.length - MOST_ENTRIES, 'sentences')];
}

export function verdict({verdict, failedOutputs}: ReportView): Markup[] {
  const {because, missing, wouldChange} = verdict;
  const parts = [
    [because, 'Why'],
    [missing, 'What is not known'],
    [wouldChange, 'What would change it'],
  ] as const;
  const lists = parts.flatMap(([sentences, title]) =>
    sentences.length === 0 ? [] : [section(title, ...list(sentences))],
  );
  const outputs = failedOutputs.slice(0, MOST_CHARTS).map(({task, output}) => {
    const lines = output.split('\n').map((line) => markup`${line}\n`);
    return markup`<h3>Printed by ${task}</h3>\n<pre tabindex="0">${lines}</pre>\n`;
  });
  return [...lists, ...(outputs.length === 0 ? [] : [section('What failed', ...outputs)])];
}

export function versions(view: ReportView): Markup {
  const rows = view.versions.map(({name, role, percent, isWinner, isRecommended}): Cell[] => [
    {text: name},
    {text: role},
    {text: percent === null ? words.NOTHING : `${percent} %`, kind: 'number'},
    {text: [...(isWinner ? ['winner'] : []), ...(isRecommended ? ['recommended'] : [])].join(', ')},
  ]);
  return section(
    'Versions',
    table('Versions and their traffic', ['Version', 'Role', 'Traffic', 'Standing'], [{rows}]),
  );
}

export function objectives(view: ReportView): Markup[] {
  if (view.objectives.length === 0) return [];
  const {objectives, leftOut} = boundFacts(view.objectives, MOST_FACTS);
  const bounds = words.boundsHeading(view);
  const groups = objectives.map(({label, units, facts}) => ({
    heading: label,
    rows: facts.map((fact) => factCells(fact, units, bounds !== undefined)),
  }));
  const shown = bounds === undefined ? [] : [bounds];
  const headings = ['Version', 'State', 'Value', 'Limit', 'Distance', ...shown, 'Samples', 'Age'];
  const rows = table('Objectives and how each version stands to them', headings, groups);
  return [section('Objectives', rows, ...left(leftOut, 'satisfied ones'))];
}

function factCells(fact: ReportedFact, units: string | undefined, hasBounds: boolean): Cell[] {
  const bounds: Cell = {text: words.boundsLines(fact), kind: 'range'};
  return [
    {text: fact.version},
    {text: `${words.STATE_MARKS[fact.state]} ${fact.state}`, kind: STATES[fact.state]},
    {text: words.valueText(fact, units), kind: 'number'},
    {text: words.limitText(fact), kind: 'number'},
    {text: words.marginText(fact), kind: 'number'},
    ...(hasBounds ? [bounds] : []),
    {text: words.samplesText(fact), kind: 'number'},
    {text: words.ageWords(fact), kind: 'number'},
  ];
}

export function rewards({description}: ReportView): Markup[] {
  if (description.rewards.length === 0) return [];
  const rows = description.rewards.map((reward): Cell[] => [
    {text: rewardLabel(reward)},
    ...reward.versions.map(({value, isBest}): Cell => {
      const text = words.numberText(value);
      return isBest ? {text: `${text} (best)`, kind: 'state good'} : {text, kind: 'number'};
    }),
  ]);
  return [section('Rewards', table('Rewards of each version', ['Reward', ...description.versions], [{rows}]))];
}

export function metrics({description}: ReportView): Markup[] {
  const {metrics} = description;
  if (metrics.length === 0) return [];
  const rows = metrics
    .slice(0, MOST_METRICS)
    .map((metric): Cell[] => [
      {text: metricLabel(metric)},
      ...metric.versions.map(({value}): Cell => ({text: words.numberText(value), kind: 'number'})),
    ]);
  const all = table('Latest value of each metric', ['Metric', ...description.versions], [{rows}]);
  return [section('Metrics', all, ...left(metrics.length - MOST_METRICS, 'metrics'))];
}

export function charts({charts}: ReportView, id: string): Markup {
  if (charts.length === 0) {
    const none = markup`<p>The status holds no history of values and weights, so there is nothing to draw.</p>\n`;
    return section('Over time', none);
  }
  const drawn = charts.slice(0, MOST_CHARTS).map((chart, place) => lineChart(chart, `${id}-chart-${place}`));
  return section('Over time', ...drawn, ...left(charts.length - MOST_CHARTS, 'metrics'));
}

export function timeline({timeline, spans}: ReportView, id: string): Markup[] {
  if (timeline.length === 0) return [];
  const rows = timeline
    .slice(-MOST_ENTRIES)
    .map(({atMs, what, detail}): Cell[] => [
      {text: words.timeText(new Date(atMs)), kind: 'time'},
      {text: what},
      {text: detail},
    ]);
  const picture = spans.length === 0 ? [] : [spanChart(spans, `${id}-spans`)];
  const entries = table('What happened when', ['Time', 'What', 'Detail'], [{rows}]);
  return [section('Timeline', ...picture, ...left(timeline.length - MOST_ENTRIES, 'earlier entries'), entries)];
}

export function conditions({conditions}: ReportView): Markup[] {
  if (conditions.length === 0) return [];
  const rows = conditions
    .slice(0, MOST_ENTRIES)
    .map(({type, status, reason, message, since}): Cell[] => [
      {text: type},
      {text: status},
      {text: reason},
      {text: message},
      {text: since},
    ]);
  const headings = ['Condition', 'Status', 'Reason', 'Message', 'Since'];
  return [section('Conditions', table('Conditions of the resource', headings, [{rows}]))];
}
