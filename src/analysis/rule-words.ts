import type {Experiment, TestingPattern} from '../experiment/model.js';

const RULES: Readonly<Record<TestingPattern, string>> = {
  Canary: 'the candidate wins if it satisfies every objective; if not, the baseline wins if it does',
  'A/B': 'of the versions that satisfy every objective, the one with the best reward wins; a tie has no winner',
  'A/B/N': 'of the versions that satisfy every objective, the one with the best reward wins; a tie has no winner',
  Conformance: 'the version conforms if it satisfies every objective',
};

const LEGACY_RULES = {
  v1alpha1: 'the candidate wins if the last assessment found all success criteria met',
  v1alpha2: 'a version wins when the analysis gives it a probability of more than 0.99 to be the best',
};

/** By which rule a winner is found: `Rule of Canary: the candidate wins if …`; undefined while no pattern is named. */
export function ruleWords({spec, dialect}: Experiment): string | undefined {
  if (dialect === 'v1alpha1' || dialect === 'v1alpha2') return `Rule: ${LEGACY_RULES[dialect]}`;
  return spec.testingPattern && `Rule of ${spec.testingPattern}: ${RULES[spec.testingPattern]}`;
}
