import {type Chance, GOOD_CHANCE, type Scenario} from '../../analysis/planning/launch-plan.js';
import {safeText} from '../safe-text.js';
import type {Style} from '../style.js';
import {padText, textWidth} from '../text-width.js';
import {outcomeWords} from '../run/verdict-counts.js';
import {durationText, percentText} from './numbers.js';

const GOALS = {promote: 'promoted', stop: 'shown to be bad'} as const;

/** What comes out for one truth: a line for each verdict. */
export function scenarioLines(scenario: Scenario, {paint}: Style): string[] {
  const {truth, verdicts, meanSeconds} = scenario;
  const words = verdicts.map(({outcome, version}) => outcomeWords(outcome, version));
  const width = Math.max(...words.map(textWidth));
  const lines = verdicts.map(
    (chance, index) => `  ${padText(words[index] ?? '', width, 'left')}  ${chanceText(chance)}`,
  );
  const head = `${paint.strong(safeText(truth))}: ${goalText(scenario, paint)}`;
  return [head, ...lines, `  over after ${durationText(meanSeconds)} on average`];
}

function goalText({goal, goalChance, isRequired}: Scenario, paint: Style['paint']): string {
  if (goal === null || !goalChance) return 'either is right';
  const words = `${GOALS[goal]} in ${percentText(goalChance.share)}`;
  if (goalChance.share >= GOOD_CHANCE) return paint.good(words);
  return isRequired ? paint.bad(`${words}, and ${percentText(GOOD_CHANCE)} are wanted`) : words;
}

function chanceText({share, lower, upper}: Chance): string {
  const range = `${(lower * 100).toFixed(1)} to ${(upper * 100).toFixed(1)}`;
  return `${padText((share * 100).toFixed(1), 5, 'right')} %  (${range})`;
}
