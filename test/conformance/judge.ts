import {analyse} from '../../src/analysis/analyse.js';
import {buildInput, ERRORS, LATENCY, type Situation} from '../analysis/support/build-input.js';

const LETTERS = {satisfied: 't', violated: 'f', unknown: '?'};

/** One look: `tt/ft, winner b, best b, 95/5`; a letter for each objective, `-` without objectives. */
export function judge(situation: Situation): string {
  const {assessments, decision, plan} = analyse(buildInput({weights: {b: 100, c: 0}, ...situation}));
  const words = [...assessments.values()].map((list) => list.map(({state}) => LETTERS[state]).join('') || '-');
  const best = decision.bestVersions.join(' ') || '-';
  const weights = plan.weights.map(({percent}) => percent).join('/');
  return `${words.join('/')}, winner ${decision.winner ?? 'none'}, best ${best}, ${weights}`;
}

/** The weights alone. */
export function weigh(situation: Situation): string {
  return judge(situation).split(', ').at(-1) ?? '';
}

/** Weights of so many looks, each from those that the one before has planned; of the candidate `c`. */
export function trace(situation: Situation, looks: number): string {
  let weights = {...situation.weights};
  const steps = Array.from({length: looks}, () => {
    const {plan} = analyse(buildInput({...situation, weights}));
    weights = Object.fromEntries(plan.weights.map(({version, percent}) => [version, percent]));
    return weights.c;
  });
  return steps.join(' ');
}

export const SLO = [LATENCY, ERRORS];

/** Values of latency and error rate for `b` and `c`; null: there is none. */
export function observed(latency: readonly (string | null)[], errors: readonly (string | null)[] = ['0', '0']) {
  const [b = null, c = null] = latency;
  return {'default/lat': {b, c}, 'default/err': {b: errors[0] ?? null, c: errors[1] ?? null}};
}

export function rewards(b: string | null, c: string | null) {
  return {'default/reward': {b, c}};
}

export function canary(over: Situation = {}): Situation {
  return {objectives: SLO, weights: {b: 100, c: 0}, ...over};
}

export function abTest(over: Situation = {}): Situation {
  return {...canary(), pattern: 'A/B', direction: 'High', ...over};
}

/** Versions that are told apart by a reward alone, of which more is better. */
export function contest(values: Readonly<Record<string, string>>, over: Situation): Situation {
  return {pattern: 'A/B/N', direction: 'High', versions: Object.keys(values), values: {'default/reward': values}, ...over}; // prettier-ignore
}

/** Nobody keeps the limit. */
export function allSlow(versions: readonly string[], weights: Record<string, number>): Situation {
  const slow = Object.fromEntries(versions.map((name) => [name, '99']));
  const values = {'default/lat': slow, 'default/reward': slow};
  return {pattern: 'A/B/N', direction: 'High', versions, objectives: [LATENCY], values, weights};
}
