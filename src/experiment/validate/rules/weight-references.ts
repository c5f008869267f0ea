import {dotPath} from '../../convert/field-path.js';
import {parseWeightPath} from '../../parse-weight-path.js';
import {formatWeightPath, WeightPathError} from '../../weight-path.js';
import type {ExperimentV2} from '../experiment-v2.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';

/** Whether the weights of the versions can be read and written. */
export function checkWeightReferences(experiment: ExperimentV2): Finding[] {
  const references = experiment.versions.map(({place}) => place.get('weightObjRef')).filter(({exists}) => exists);
  return [
    ...withoutReference(experiment),
    ...references.flatMap((reference) => incomplete(reference)),
    ...references.flatMap((reference) => checkFieldPath(reference.get('fieldPath'), experiment.isFirstGeneration)),
    ...sharedReferences(references),
  ];
}

function withoutReference({versions, testingPattern, deploymentPattern, hasStartAction}: ExperimentV2): Finding[] {
  const without = versions.filter(({place}) => !place.get('weightObjRef').exists);
  const isFixed = deploymentPattern === 'FixedSplit' || testingPattern === 'Conformance';
  const second = without[1];
  if (isFixed || !second) return [];
  const names = without.map(({place}) => place.get('name').text() ?? '?').join(', ');
  const rest = hasStartAction
    ? 'the experiment fails unless its start action supplies them'
    : 'no traffic can be moved; write them, or deploymentPattern: FixedSplit';
  return [doubtfulField(second.place, `more than one version has no weightObjRef (${names}): ${rest}`)];
}

function incomplete(reference: Place): Finding[] {
  const missing = ['apiVersion', 'kind', 'name', 'fieldPath'].filter((key) => !reference.get(key).text());
  if (missing.length === 0) return [];
  return [
    wrongField(reference, `${missing.join(', ')} missing or empty: the weight of the version cannot be read`),
  ];
}

function sharedReferences(references: readonly Place[]): Finding[] {
  const keyOf = (reference: Place) =>
    JSON.stringify(['kind', 'namespace', 'name', 'fieldPath'].map((key) => reference.get(key).text()));
  const repeated = references.filter((reference, index) => {
    const isWhole = reference.get('fieldPath').exists && reference.get('name').exists;
    return isWhole && references.findIndex((other) => keyOf(other) === keyOf(reference)) < index;
  });
  return repeated.map((reference) =>
    wrongField(reference, 'two versions have their weight at the same place; give each a fieldPath of its own'),
  );
}

/** Paths of v2alpha2 start with a dot; of v2alpha1 they are JSON pointers. */
function checkFieldPath(place: Place, isFirstGeneration: boolean): Finding[] {
  const path = place.text();
  if (path === undefined || path === '') return [];
  if (path.startsWith('/')) return [jsonPointer(place, path, isFirstGeneration)];
  const meant = path.startsWith('.') ? undefined : [path, `.${path}`].find((text) => !pathProblem(text));
  if (meant !== undefined) {
    const write = JSON.stringify(formatWeightPath(parseWeightPath(meant)));
    return [wrongValue(place, `a fieldPath must start with a dot; write ${write}`)];
  }
  const mistake = pathProblem(path);
  if (!mistake) return [];
  return [wrongValue(place, `is wrong from character ${mistake.position + 1} on: ${mistake.problem}`)];
}

function pathProblem(path: string): WeightPathError | undefined {
  try {
    parseWeightPath(path);
    return undefined;
  } catch (error) {
    if (error instanceof WeightPathError) return error;
    throw error;
  }
}

function jsonPointer(place: Place, pointer: string, isFirstGeneration: boolean): Finding {
  const value = dotPath(pointer);
  if (isFirstGeneration)
    return doubtfulValue(place, `a JSON pointer is the form of v2alpha1; in v2alpha2 write ${value}`);
  const message = `a fieldPath must start with a dot, JSON pointers are the form of v2alpha1; write ${value}`;
  return wrongValue(place, message, {kind: 'value', value});
}
