import {currentWinner} from '../../analysis/current-winner.js';
import {outcomeOf} from '../../analysis/verdict.js';
import {type Experiment, isCompleted, totalIterations} from '../../experiment/model.js';
import {safeText} from '../safe-text.js';

/** What `run` shows while it runs. */
export interface RunProgress {
  readonly experiment: Experiment | undefined;
  readonly elapsedMs: number;
  readonly totalMs: number;
}

const BAR = 10;

/** A bar, the time left, and how it stands, for a line of a terminal that is drawn again and again. */
export function progressBar({experiment, elapsedMs, totalMs}: RunProgress): string {
  const filled = Math.round(Math.min(1, elapsedMs / totalMs) * BAR);
  const leftSeconds = Math.max(0, Math.ceil((totalMs - elapsedMs) / 1000));
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${leftSeconds} s left`;
  return experiment ? `${bar}  ${standing(experiment)}` : `${bar}  warming up`;
}

/** `iteration 3 of 7  candidate leads  baseline 70 % candidate 30 %`: the most important first, should it be cut. */
export function standing(experiment: Experiment): string {
  const {spec, status} = experiment;
  const iterations = `iteration ${status.completedIterations} of ${totalIterations(spec)}`;
  const split = status.weights.map(({version, percent}) => `${version} ${percent} %`).join(' ');
  return [iterations, outcomeText(experiment), split]
    .filter((part) => part !== '')
    .map(safeText)
    .join('  ');
}

/** The verdict as short as a line of progress wants it; its sentence stands below, at the end. */
function outcomeText(experiment: Experiment): string {
  const isFinal = isCompleted(experiment);
  switch (outcomeOf(experiment)) {
    case 'undecided':
      return isFinal ? 'no verdict' : 'nothing is assessed yet';
    case 'failed':
      return 'failed without a verdict';
    case 'noWinner':
      return isFinal ? 'no version won' : 'no version leads';
    default:
      return `${currentWinner(experiment) ?? ''} ${isFinal ? 'won' : 'leads'}`;
  }
}

/** How it stood after each write, a line for each change. Ends in a newline unless it is empty. */
export function standingsText(written: readonly Experiment[]): string {
  const lines = written.map(standing);
  return lines
    .filter((line, index) => line !== lines[index - 1])
    .map((line) => `${line}\n`)
    .join('');
}
