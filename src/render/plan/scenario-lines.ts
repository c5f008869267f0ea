import {type Chance, GOOD_CHANCE, type Scenario, type VerdictChance} from '../../analysis/planning/launch-plan.js';
import {safeText} from '../safe-text.js';
import type {Brush, Style} from '../style.js';
import {padText, textWidth} from '../text-width.js';
import {outcomeWords} from '../run/verdict-counts.js';
import {durationText, percentText} from './numbers.js';

const GOALS = {promote: 'promoted', stop: 'shown to be bad'} as const;

/** A line before it is wrapped. */
export interface Line {
  readonly text: string;
  readonly paint?: Brush | undefined;
}

/** What comes out for one truth: a line for each verdict. */
export function scenarioLines(scenario: Scenario, {paint}: Style): Line[] {
  const {truth, verdicts, meanSeconds} = scenario;
  const words = verdicts.map(verdictWords);
  const width = Math.max(...words.map(textWidth));
  const lines = verdicts.map(
    (chance, index) => `  ${padText(words[index] ?? '', width, 'left')}  ${chanceText(chance)}`,
  );
  const head = {text: `${safeText(truth)}: ${goalWords(scenario)}`, paint: brushFor(scenario, paint)};
  return [head, ...[...lines, `  over after ${durationText(meanSeconds)} on average`].map((text) => ({text}))];
}

/** Without a winner there may yet be something that was shown. */
function verdictWords({outcome, version, result}: VerdictChance): string {
  const words = outcomeWords(outcome, version);
  return outcome === 'noWinner' && result === 'lost' ? `${words}, ${GOALS.stop}` : words;
}

function goalWords({goal, goalChance, isRequired}: Scenario): string {
  if (goal === null || !goalChance) return 'either is right';
  const words = `${GOALS[goal]} in ${percentText(goalChance.share)}`;
  return isRequired && goalChance.share < GOOD_CHANCE
    ? `${words}, and ${percentText(GOOD_CHANCE)} are wanted`
    : words;
}

function brushFor({goalChance, isRequired}: Scenario, {good, bad}: Style['paint']): Brush | undefined {
  if (!goalChance) return undefined;
  if (goalChance.share >= GOOD_CHANCE) return good;
  return isRequired ? bad : undefined;
}

function chanceText({share, lower, upper}: Chance): string {
  const range = `${(lower * 100).toFixed(1)} to ${(upper * 100).toFixed(1)}`;
  return `${padText((share * 100).toFixed(1), 5, 'right')} %  (${range})`;
}
