import {dotPath} from '../experiment/convert/field-path.js';
import {Iter8Error} from '../errors.js';
import type {Field} from '../experiment/field.js';
import type {Experiment} from '../experiment/model.js';
import {parseWeightPath} from '../experiment/parse-weight-path.js';
import {versionFields} from '../experiment/version-fields.js';
import type {WeightPath} from '../experiment/weight-path.js';

/** Where the weight of a version stands: its `weightObjRef`, whole and read. */
export interface WeightReference {
  readonly version: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** That of the experiment unless the reference names another. */
  readonly namespace: string;
  readonly name: string;
  readonly path: WeightPath;
}

/**
 * The references of an experiment, baseline first. One version may have none: it gets what the others leave. With
 * FixedSplit, where nothing moves, more may have none, and with no reference at all there is nothing to read.
 *
 * @throws Iter8Error INVALID, in the original's words, when a reference cannot be used or more than one is missing
 */
export function weightReferences(experiment: Experiment): readonly WeightReference[] {
  const {versions, deploymentPattern} = experiment.spec;
  const found = versionsWithReference(experiment);
  const missing = versions.length - found.length;
  if (found.length > 0 && missing > 1 && deploymentPattern !== 'FixedSplit') {
    throw new Iter8Error(
      'INVALID',
      'unable to read version weights; insufficient number of weightObjectRef specified',
      'write a weightObjRef for every version but one',
    );
  }
  return found.map((version) => readReference(version, experiment.namespace));
}

function versionsWithReference({source, spec}: Experiment): Field[] {
  const fields = versionFields(source);
  const byName = spec.versions.map(({name}) => fields.find((field) => field.get('name').value === name));
  return byName.filter((field) => field !== undefined).filter((field) => field.get('weightObjRef').exists);
}

function readReference(version: Field, namespace: string): WeightReference {
  const reference = version.get('weightObjRef');
  const name = version.get('name').requiredText();
  const required = (key: string): string => {
    const text = reference.get(key).text();
    if (text) return text;
    throw new Iter8Error(
      'INVALID',
      `no ${key.toLowerCase()} specified in referencing object of version ${JSON.stringify(name)}`,
      'a weightObjRef needs apiVersion, kind, name and fieldPath',
    );
  };
  const apiVersion = required('apiVersion');
  return {
    version: name,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    apiVersion,
    kind: required('kind'),
    namespace: reference.get('namespace').text() || namespace,
    name: required('name'),
    path: parseWeightPath(dotPath(required('fieldPath'))), // v2alpha1 has JSON pointers
  };
}
