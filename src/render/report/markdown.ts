import {metricLabel, rewardLabel} from '../describe/text.js';
import {safeMarkdown} from '../safe-text.js';
import {boundFacts} from './bound-facts.js';
import {type Block, fitBlocks} from './markdown-fit.js';
import type {ReportedFact} from './reported-facts.js';
import type {ReportView} from './view.js';
import * as words from './words.js';

/** GitHub takes comments of 65,536 characters. */
const MOST_BYTES = 60_000;
const MOST_FACTS = 200;
/** Columns of versions. */
const MOST_VERSIONS = 8;
/** Lines of a list that only tells more. */
const MOST_LINES = 40;
/** Characters of a cell or a sentence. */
const LONGEST = 300;

const STATES = {satisfied: '✅ satisfied', violated: '❌ violated', unknown: '❔ unknown'} as const;
const RESULTS = {won: '✅', lost: '❌', inconclusive: '⚠️'} as const;

/** One page for all, for a comment or a job's summary: tables and lists only, within 60,000 bytes. Ends in a newline. */
export function reportMarkdown(views: readonly ReportView[]): string {
  const blocks = views.flatMap((view, place) => [
    ...(place > 0 ? [{head: ['---'], lines: []}] : []),
    ...page(view),
  ]);
  return `${fitBlocks(blocks, MOST_BYTES).trimEnd()}\n`;
}

/** The most important first, should there be too much. */
function page(view: ReportView): readonly Block[] {
  const {description, result, verdict} = view;
  const mark = result === null ? '⏳' : RESULTS[result];
  return [
    {head: [`## Experiment ${text(description.name)}`], lines: []},
    {head: [`${mark} **${text(verdict.headline)}**`], lines: []},
    ...bullets('What is not known', verdict.missing),
    ...bullets('What would change it', verdict.wouldChange),
    ...objectives(view),
    ...bullets('Why', verdict.because),
    ...overview(view),
    ...versions(view),
    ...rewards(view),
    ...metrics(view),
    ...timeline(view),
    ...conditions(view),
  ];
}

function bullets(title: string, sentences: readonly string[]): Block[] {
  if (sentences.length === 0) return [];
  return [{head: [`### ${title}`, ''], lines: sentences.map((sentence) => `- ${text(sentence)}`)}];
}

function overview(view: ReportView): Block[] {
  const lines = words.overviewFacts(view).map(([name, value]) => `- ${name}: ${text(value)}`);
  return [{head: ['### Overview', ''], lines}];
}

/** @param rows of cells that are still to be made safe */
function table(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): Block[] {
  if (rows.length === 0) return [];
  const head = [`### ${title}`, '', line(headings), `|${' --- |'.repeat(headings.length)}`];
  return [{head, lines: rows.map(line)}];
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(text).join(' | ')} |`;
}

/** Shortened before it is made safe, so that nothing is cut in the middle of an escape. */
function text(raw: string): string {
  const letters = Array.from(raw.slice(0, 2 * LONGEST));
  return safeMarkdown(letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : letters.join(''));
}

function leftOutWords(count: number, what: string): string {
  return count > 0 ? `; ${count} more ${what} are left out` : '';
}

function versions({versions}: ReportView): Block[] {
  const rows = versions.slice(0, MOST_LINES).map(({name, role, percent, isWinner, isRecommended}) => {
    const standing = [...(isWinner ? ['winner'] : []), ...(isRecommended ? ['recommended'] : [])].join(', ');
    return [name, role, percent === null ? words.NOTHING : `${percent} %`, standing];
  });
  const title = `Versions${leftOutWords(versions.length - MOST_LINES, 'versions')}`;
  return table(title, ['Version', 'Role', 'Traffic', 'Standing'], rows);
}

function objectives(view: ReportView): Block[] {
  const {objectives, leftOut} = boundFacts(view.objectives, MOST_FACTS);
  const bounds = words.boundsHeading(view);
  const rows = objectives.flatMap(({label, units, facts}) =>
    facts.map((fact) => [
      label,
      ...judgedCells(fact, units),
      ...(bounds === undefined ? [] : [words.boundsText(fact)]),
      words.samplesText(fact),
      words.ageWords(fact),
    ]),
  );
  const title = `Objectives${leftOutWords(leftOut, 'satisfied ones')}`;
  const judged = ['Objective', 'Version', 'State', 'Value', 'Distance'];
  return table(title, [...judged, ...(bounds === undefined ? [] : [bounds]), 'Samples', 'Age'], rows);
}

function judgedCells(fact: ReportedFact, units: string | undefined): readonly string[] {
  return [fact.version, STATES[fact.state], words.valueText(fact, units), words.marginText(fact)];
}

function rewards({description}: ReportView): Block[] {
  const rows = description.rewards.map((reward) => [
    rewardLabel(reward),
    ...reward.versions.slice(0, MOST_VERSIONS).map(({value, isBest}) => {
      return `${words.numberText(value)}${isBest ? ' (best)' : ''}`;
    }),
  ]);
  return table(`Rewards${moreVersions(description.versions)}`, ['Reward', ...columns(description.versions)], rows);
}

function metrics({description}: ReportView): Block[] {
  const rows = description.metrics.map((metric) => [
    metricLabel(metric),
    ...metric.versions.slice(0, MOST_VERSIONS).map(({value}) => words.numberText(value)),
  ]);
  return table(`Metrics${moreVersions(description.versions)}`, ['Metric', ...columns(description.versions)], rows);
}

function columns(versions: readonly string[]): readonly string[] {
  return versions.slice(0, MOST_VERSIONS);
}

function moreVersions({length}: readonly string[]): string {
  return length > MOST_VERSIONS ? ` of the first ${MOST_VERSIONS} of ${length} versions` : '';
}

function timeline({timeline}: ReportView): Block[] {
  const rows = timeline.slice(-MOST_LINES).map(({atMs, what, detail}) => {
    return [words.timeText(new Date(atMs)), what, detail];
  });
  const title = `Timeline${leftOutWords(timeline.length - MOST_LINES, 'earlier entries')}`;
  return table(title, ['Time', 'What', 'Detail'], rows);
}

function conditions({conditions}: ReportView): Block[] {
  const rows = conditions.slice(0, MOST_LINES).map(({type, status, reason, message, since}) => {
    return [type, status, reason, message, since];
  });
  return table('Conditions', ['Condition', 'Status', 'Reason', 'Message', 'Since'], rows);
}
