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

/** Paths that the original evaluated as JSONPath for reading and rewrote by text replacement for patching. */
function checkFieldPath(place: Place, isFirstGeneration: boolean): Finding[] {
  const path = place.text();
  if (path === undefined || path === '') return [];
  if (path.startsWith('/')) return [jsonPointer(place, path, isFirstGeneration)];
  if (!path.startsWith('.'))
    return [wrongValue(place, `a fieldPath must start with a dot; write ${JSON.stringify(`.${path}`)}`)];
  if (/\[\*\]|\.\.|\.\*/.test(path)) {
    return [
      wrongValue(
        place,
        'names several places, and a weight has one; write an index, as in .spec.http[0].route[1].weight',
      ),
    ];
  }
  const odd = ODD_PARTS.find(({pattern}) => pattern.test(path));
  if (odd)
    return [
      doubtfulValue(place, `${odd.what} could be read, but the original patched another place; ${odd.instead}`),
    ];
  if (PLAIN_PATH.test(path)) return [];
  return [wrongValue(place, 'is no path; write names and indexes, as in .spec.http[0].route[1].weight')];
}

const PLAIN_PATH = /^(?:\.[^.[\]\s]+(?:\[\d+\])*)+$/;

const ODD_PARTS = [
  {pattern: /\[\?/, what: 'a filter', instead: 'write the index instead'},
  {pattern: /\[-\d+\]/, what: 'an index from the end', instead: 'count from 0'},
  {
    pattern: /\\|\[['"]/,
    what: 'a key in quotes or with an escaped dot',
    instead: 'choose a field whose keys are plain words',
  },
  {pattern: /\[\d*:/, what: 'a range of a list', instead: 'write one index'},
];

function jsonPointer(place: Place, pointer: string, isFirstGeneration: boolean): Finding {
  const dotted = dotForm(pointer);
  const write = dotted === undefined ? 'write it with dots' : `write ${dotted}`;
  if (isFirstGeneration)
    return doubtfulValue(place, `a JSON pointer is the form of v2alpha1; in v2alpha2 ${write}`);
  const fix = dotted === undefined ? undefined : ({kind: 'value', value: dotted} as const);
  return wrongValue(
    place,
    `a fieldPath must start with a dot, JSON pointers are the form of v2alpha1; ${write}`,
    fix,
  );
}

/** `/spec/traffic/0/percent` → `.spec.traffic[0].percent`; undefined where the pointer has keys that need escaping. */
export function dotForm(pointer: string): string | undefined {
  const segments = pointer.split('/').slice(1);
  if (segments.some((segment) => !/^[\w-]+$/.test(segment))) return undefined;
  return segments.map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`)).join('');
}
