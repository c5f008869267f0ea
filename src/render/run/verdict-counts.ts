import type {Outcome} from '../../analysis/verdict.js';
import {safeText} from '../safe-text.js';
import {padText, textWidth} from '../text-width.js';

/** How often a verdict came out of many simulated runs. */
export interface VerdictCount {
  readonly outcome: Outcome;
  readonly version: string | undefined;
  readonly count: number;
}

/** What `run --simulate --repeat N -o json` prints. */
export interface VerdictCountsView {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'VerdictCounts';
  readonly runs: number;
  readonly verdicts: readonly {
    readonly outcome: Outcome;
    readonly version: string | null;
    readonly count: number;
    /** 0 to 1. */
    readonly share: number;
  }[];
}

export function verdictCountsView(counts: readonly VerdictCount[]): VerdictCountsView {
  const runs = counts.reduce((sum, {count}) => sum + count, 0);
  const verdicts = counts.map(({outcome, version, count}) => {
    return {outcome, version: version ?? null, count, share: count / runs};
  });
  return {apiVersion: 'iter8ctl/v1', kind: 'VerdictCounts', runs, verdicts};
}

/** A line for each verdict, the most frequent first. Ends in a newline. */
export function verdictCountsText({runs, verdicts}: VerdictCountsView): string {
  const rows = verdicts.map(({outcome, version, count, share}) => {
    return [outcomeWords(outcome, version), String(count), `${(share * 100).toFixed(1)} %`];
  });
  const lines = [['VERDICT', 'RUNS', 'SHARE'], ...rows, ['all', String(runs), '']];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((cells) => textWidth(cells[column] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => padText(cell, widths[column] ?? 0, column === 0 ? 'left' : 'right')).join('   ');
  return lines.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}

/** `candidate won`, `no winner`, … */
export function outcomeWords(outcome: Outcome, version: string | null): string {
  if (version !== null) return `${safeText(version)} won`;
  return {noWinner: 'no winner', failed: 'failed', undecided: 'undecided', candidateWon: '', baselineWon: ''}[
    outcome
  ];
}
