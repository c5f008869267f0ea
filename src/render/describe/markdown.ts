import {markdownTable} from 'markdown-table';
import {safeMarkdown} from '../safe-text.js';
import {textWidth} from '../text-width.js';
import {metricLabel, objectiveLabel, rewardLabel, shortNumber, stateWord} from './text.js';
import type {DescribeView} from './view.js';

const MARKS = {satisfied: '✅ ', violated: '❌ ', unknown: '❔ ', unavailable: ''} as const;

/** The same as a Markdown page, for a pull request or a job summary. Ends in a newline. */
export function describeMarkdown(view: DescribeView): string {
  const blocks = [
    `## Experiment ${safeMarkdown(view.name)}`,
    `**${safeMarkdown(view.verdict.headline)}**`,
    facts(view),
    ...section('Reward', view, view.rewards, (reward) => [
      rewardLabel(reward),
      ...reward.versions.map(({value, isBest}) => `${valueWord(value)}${isBest ? ' *' : ''}`),
    ]),
    ...section('Objective', view, view.objectives, (objective) => [
      objectiveLabel(objective),
      ...objective.versions.map(({state}) => MARKS[state] + stateWord(state)),
    ]),
    ...section('Metric', view, view.metrics, (metric) => [
      metricLabel(metric),
      ...metric.versions.map(({value}) => valueWord(value)),
    ]),
    '### Verdict',
    view.verdict.reasons.map((reason) => `- ${safeMarkdown(reason)}`).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function facts(view: DescribeView): string {
  const rows: [string, string | null][] = [
    ['Namespace', view.namespace],
    ['Target', view.target],
    ['Testing pattern', view.testingPattern],
    ['Deployment pattern', view.deploymentPattern],
    [view.phase === null ? 'Stage' : 'Phase', view.phase ?? view.stage],
    ['Iterations', `${view.completedIterations} of ${view.totalIterations}`],
    ['Traffic', view.weights.map(({version, percent}) => `${version} ${percent} %`).join(', ')],
    ['Winner', view.winner && (view.winner.version ?? 'not found')],
    ['Recommended', view.winner && view.winner.recommended],
  ];
  const known = rows.filter((row): row is [string, string] => Boolean(row[1]));
  return known.map(([name, value]) => `- ${name}: ${safeMarkdown(value)}`).join('\n');
}

function section<Row>(
  title: string,
  view: DescribeView,
  rows: readonly Row[],
  cellsOf: (row: Row) => string[],
): string[] {
  if (rows.length === 0) return [];
  const head = [title, ...view.versions];
  const table = [head, ...rows.map(cellsOf)].map((cells) => cells.map(safeMarkdown));
  return [`### ${title} assessment`, markdownTable(table, {stringLength: textWidth})];
}

function valueWord(value: string | null): string {
  return value === null ? 'unavailable' : shortNumber(value);
}
