import {Field} from '../../experiment/field.js';
import type {Experiment, TestingPattern} from '../../experiment/model.js';

/** Numbers of versions and rewards that a testing pattern takes. */
interface Limits {
  readonly candidates: readonly [least: number, most: number];
  readonly rewards: number;
}

const LIMITS: Readonly<Record<TestingPattern, Limits>> = {
  Conformance: {candidates: [0, 0], rewards: 0},
  Canary: {candidates: [1, 1], rewards: 0},
  'A/B': {candidates: [1, 1], rewards: 1},
  'A/B/N': {candidates: [1, Infinity], rewards: 1},
};

/**
 * The first mistake in the versions that a run cannot go on with.
 *
 * @returns the message of the original; undefined: there is none
 */
export function findVersionProblem(experiment: Experiment): string | undefined {
  const {testingPattern, versions, criteria} = experiment.spec;
  if (versions.length === 0) return 'No versionInfo in experiment';
  if (!testingPattern) return 'No testing pattern in experiment';
  const {candidates, rewards} = LIMITS[testingPattern];
  const count = versions.filter(({role}) => role === 'candidate').length;
  const hasBaseline = versions.some(({role}) => role === 'baseline');
  if (!hasBaseline) return 'No baseline in experiment';
  if (count < candidates[0] || count > candidates[1]) {
    return `Invalid number of candidates for ${testingPattern} experiment`;
  }
  if (new Set(versions.map(({name}) => name)).size < versions.length) return 'Version names are not unique';
  if (criteria.rewards.length !== rewards) return `Invalid number of rewards for ${testingPattern} experiment`;
  return findPathProblem(experiment);
}

/** v2alpha1 has JSON pointers. */
function findPathProblem({source, dialect}: Experiment): string | undefined {
  const info = new Field(source).get('spec', 'versionInfo');
  const paths = [info.get('baseline'), ...info.get('candidates').items()].map((version) =>
    version.get('weightObjRef', 'fieldPath').text(),
  );
  const starts = dialect === 'v2alpha1' ? ['.', '/'] : ['.'];
  const isBad = (path: string | undefined) =>
    path !== undefined && !starts.some((start) => path.startsWith(start));
  return paths.some(isBad) ? "Fieldpaths must start with '.'" : undefined;
}
