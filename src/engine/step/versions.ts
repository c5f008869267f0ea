import {Field} from '../../experiment/field.js';
import type {Experiment, TestingPattern} from '../../experiment/model.js';
import type {Progress} from './progress.js';

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

/** Characters of all names; longer ones are not written down. */
const LONGEST_NAMES = 2000;

/** The versions that a run begins with, for `progress`; undefined: there are none, or their names are too long. */
export function versionNames({spec}: Experiment): readonly string[] | undefined {
  const names = spec.versions.map(({name}) => name);
  return names.length > 0 && names.join('').length <= LONGEST_NAMES ? names : undefined;
}

/**
 * What was done to the versions since the run began: what was observed of them, and the traffic that they have, would be
 * taken for that of others. The order of candidates does not matter.
 *
 * @returns undefined: nothing, or the run was begun by an engine that did not write them down
 */
export function findVersionChange({spec}: Experiment, {versions}: Progress): string | undefined {
  if (!versions) return undefined;
  const names = spec.versions.map(({name}) => name);
  const isSameSet = names.length === versions.length && names.every((name) => versions.includes(name));
  if (isSameSet && names[0] === versions[0]) return undefined;
  return `Versions were changed during the run: they were ${versions.join(', ')}, and are ${names.join(', ')}`;
}
