import type {Chance, Scenario} from '../../analysis/planning/launch-plan.js';
import {GOOD_CHANCE} from '../../analysis/planning/launch-plan.js';
import {safeText} from '../safe-text.js';
import type {Style} from '../style.js';
import {padText, textWidth} from '../text-width.js';
import {outcomeWords} from '../run/verdict-counts.js';
import {durationText, percentText} from './numbers.js';

const GOALS = {promote: 'promoted', stop: 'shown to be bad'} as const;

/** What comes out for one truth: a line for each verdict. */
export function scenarioLines({truth, goal, goalChance, verdicts, meanSeconds}: Scenario, {paint}: Style): string[] {
  const words = verdicts.map(({outcome, version}) => outcomeWords(outcome, version));
  const width = Math.max(...words.map(textWidth));
  const lines = verdicts.map((chance, index) => `  ${padText(words[index] ?? '', width, 'left')}  ${chanceText(chance)}`);
  const wanted =
    goal === null || !goalChance
      ? 'either is right'
      : (goalChance.share >= GOOD_CHANCE ? paint.good : paint.bad)(`${GOALS[goal]} in ${percentText(goalChance.share)}`);
  return [`${safeText(truth)}: ${wanted}`, ...lines, `  over after ${durationText(meanSeconds)} on average`];
}

function chanceText({share, lower, upper}: Chance): string {
  const range = `${(lower * 100).toFixed(1)} to ${(upper * 100).toFixed(1)}`;
  return `${padText((share * 100).toFixed(1), 5, 'right')} %  (${range})`;
}
