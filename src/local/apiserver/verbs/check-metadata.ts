import type {JsonObject} from '../../../experiment/json.js';
import {type Cause, invalidValue} from '../causes.js';
import {decodeMetadata} from '../kinds/decode.js';
import {metadataOf, objectOf, objectsOf, textOf} from '../object.js';

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/;
const LABEL_KEY = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const KEY_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/**
 * What is wrong with labels, annotations and owner references.
 *
 * @throws ApiError 400 for labels and annotations that are no text
 */
export function metadataProblems(object: JsonObject): readonly Cause[] {
  decodeMetadata(object);
  const {labels, annotations, ownerReferences} = metadataOf(object);
  return [
    ...keyProblems(objectOf(labels), 'metadata.labels'),
    ...valueProblems(objectOf(labels)),
    ...keyProblems(objectOf(annotations), 'metadata.annotations'),
    ...objectsOf(ownerReferences).flatMap(ownerProblems),
  ];
}

function keyProblems(members: JsonObject, field: string): readonly Cause[] {
  const isWrong = (key: string) => !LABEL_KEY.test(key);
  return Object.keys(members)
    .filter(isWrong)
    .map((key) => invalidValue(field, key, KEY_RULE));
}

function valueProblems(labels: JsonObject): readonly Cause[] {
  const values = Object.values(labels).map(textOf);
  return values
    .filter((value) => !LABEL_VALUE.test(value))
    .map((value) => invalidValue('metadata.labels', value, VALUE_RULE));
}

function ownerProblems(owner: JsonObject, index: number): readonly Cause[] {
  const missing = ['apiVersion', 'kind', 'name', 'uid'].filter((field) => textOf(owner[field]) === '');
  return missing.map((field) =>
    invalidValue(`metadata.ownerReferences[${index}].${field}`, '', 'must not be empty'),
  );
}
