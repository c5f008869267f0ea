import type {ExperimentV2, VersionPlace} from '../experiment-v2.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';

/** Whether there are versions, in the right place, as many as the testing pattern compares. */
export function checkVersions(experiment: ExperimentV2): Finding[] {
  return [
    ...misplacedVersions(experiment.spec),
    ...missingVersions(experiment),
    ...numberOfCandidates(experiment),
    ...experiment.versions.flatMap(({place}) => emptyName(place)),
    ...repeatedNames(experiment.versions),
    ...experiment.versions.flatMap(({place}) => variables(place)),
  ];
}

/** The listing of the Helm tutorial: read strictly, it has an empty versionInfo. */
function misplacedVersions(spec: Place): Finding[] {
  const info = spec.get('versionInfo');
  return ['baseline', 'candidates'].flatMap((key) => {
    const misplaced = spec.get(key);
    if (!misplaced.exists) return [];
    if (info.get(key).exists) {
      return [
        wrongField(misplaced, `stands beside versionInfo, which has a ${key} of its own; remove one of the two`),
      ];
    }
    const state = info.value === undefined ? 'missing' : info.keys().length === 0 ? 'empty' : 'incomplete';
    const why = `indentation mistake: stands beside versionInfo instead of below it, so versionInfo is ${state}`;
    return [wrongField(misplaced, `${why}; indent it below versionInfo`, {kind: 'nest'})];
  });
}

function missingVersions({spec, versions, hasStartAction}: ExperimentV2): Finding[] {
  const info = spec.get('versionInfo');
  const what = info.value === undefined ? spec : info;
  if (!spec.exists || versions.some(({role}) => role === 'baseline')) return [];
  if (versions.length > 0 || info.keys().length > 0)
    return [wrongField(what, 'baseline is missing; versionInfo needs one')];
  const missing = info.value === undefined ? 'versionInfo is missing' : 'is empty';
  if (hasStartAction)
    return [doubtfulField(what, `${missing}: the experiment fails unless its start action supplies it`)];
  return [wrongField(what, `${missing}: the experiment would fail; write the baseline and the candidates there`)];
}

function numberOfCandidates({versions, testingPattern, spec}: ExperimentV2): Finding[] {
  const count = versions.filter(({role}) => role === 'candidate').length;
  const allowed = CANDIDATES[testingPattern ?? ''];
  if (!allowed || versions.length === 0 || (count >= allowed.least && count <= allowed.most)) return [];
  const message = `${testingPattern} compares the baseline with ${allowed.words}, here are ${count}`;
  const parents = [spec.get('versionInfo'), spec];
  const candidates = parents.map((parent) => parent.get('candidates')).find(({exists}) => exists);
  const parent = parents.find((place) => place.get('baseline').exists) ?? spec;
  return [wrongField(candidates ?? parent, `${message}; change the candidates or the testingPattern`)];
}

const CANDIDATES: Readonly<Record<string, {least: number; most: number; words: string}>> = {
  Conformance: {least: 0, most: 0, words: 'no candidate'},
  Canary: {least: 1, most: 1, words: 'exactly one candidate'},
  'A/B': {least: 1, most: 1, words: 'exactly one candidate'},
  'A/B/N': {least: 1, most: Infinity, words: 'at least one candidate'},
};

function emptyName(version: Place): Finding[] {
  const name = version.get('name');
  return name.text()?.trim() === '' ? [wrongValue(name, 'a version needs a name; results are kept under it')] : [];
}

function repeatedNames(versions: readonly VersionPlace[]): Finding[] {
  const names = versions.map(({place}) => place.get('name'));
  return repeatedOnes(names).map((name) =>
    wrongValue(
      name,
      `version ${JSON.stringify(name.text())} is there already; names must be unique over all versions`,
    ),
  );
}

/** The texts that stand before in the same list. */
function repeatedOnes(places: readonly Place[]): Place[] {
  const seen = new Set<string>();
  return places.filter((place) => {
    const text = place.text();
    if (text === undefined) return false;
    const isRepeated = seen.has(text);
    seen.add(text);
    return isRepeated;
  });
}

const SHADOWING: Readonly<Record<string, string>> = {
  name: 'takes the place of the version name in metric queries',
  elapsedTime: 'is never used: the engine puts the elapsed seconds in its place',
};

function variables(version: Place): Finding[] {
  const names = version
    .get('variables')
    .items()
    .map((variable) => variable.get('name'));
  const repeated = new Set(repeatedOnes(names));
  return names.flatMap((name) => {
    const text = name.text() ?? '';
    if (repeated.has(name)) {
      return [
        doubtfulValue(
          name,
          `variable ${JSON.stringify(text)} is there already; only one of the two values is used`,
        ),
      ];
    }
    const consequence = Object.hasOwn(SHADOWING, text) ? SHADOWING[text] : undefined;
    return consequence ? [doubtfulValue(name, `a variable of this name ${consequence}; choose another name`)] : [];
  });
}
