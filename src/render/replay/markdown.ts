import {safeMarkdown} from '../safe-text.js';
import {
  clockText,
  leaderText,
  notesOf,
  numberText,
  objectiveHeadings,
  rewardHeadings,
  sentenceOf,
  stateText,
  titleOf,
  weightText,
} from './text.js';
import type {LookView, ReplayView, VersionView} from './view.js';

/** The sentence first, then the looks in a table, and what was not recorded; for a comment or a job's summary. */
export function replayMarkdown(view: ReplayView): string {
  const headings = [
    'Iteration',
    'Time',
    'Version',
    'Traffic',
    ...objectiveHeadings(view),
    ...rewardHeadings(view),
    'Ahead',
  ];
  const rows = view.looks.flatMap((look) =>
    look.versions.map((version, index) => cellsOf(look, version, index === 0)),
  );
  const table = [headings, headings.map(() => undefined), ...rows].map(rowText);
  const notes = notesOf(view).map((note) => `- ${safeMarkdown(note)}`);
  const blocks = [
    `## ${safeMarkdown(titleOf(view))}`,
    `**${safeMarkdown(sentenceOf(view))}**`,
    table.join('\n'),
    notes.join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function cellsOf(look: LookView, version: VersionView, isFirst: boolean): string[] {
  return [
    isFirst ? String(look.iteration) : '',
    isFirst ? clockText(look) : '',
    version.version,
    weightText(version),
    ...version.objectives.map(stateText),
    ...version.rewards.map(({value}) => numberText(value)),
    isFirst ? leaderText(look) : '',
  ];
}

function rowText(cells: readonly (string | undefined)[]): string {
  return `| ${cells.map((cell) => (cell === undefined ? '---' : safeMarkdown(cell))).join(' | ')} |`;
}
