import type {JsonObject} from '../../../experiment/json.js';
import type {ResourceType} from '../kinds/resource-type.js';
import {parseFieldSelector} from './field-selector.js';
import {parseLabelSelector} from './label-selector.js';

/** Which objects of a kind a list, a watch or a deletion is about. */
export interface Selection {
  readonly matches: (object: JsonObject) => boolean;
  /** There are selectors, so it cannot be said how many objects are left. */
  readonly isNarrowed: boolean;
}

export interface SelectionOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** The only name that is meant, where the path has one. */
  readonly name: string;
}

/** @throws ApiError 400 if a selector cannot be read */
export function parseSelection(type: ResourceType, options: SelectionOptions): Selection {
  const {labelSelector, fieldSelector, name} = options;
  const fields = [fieldSelector, name && `metadata.name=${name}`].filter(Boolean).join(',');
  if (labelSelector === '' && fields === '') return {matches: () => true, isNarrowed: false};
  const byLabels = parseLabelSelector(labelSelector);
  const byFields = parseFieldSelector(fields, type);
  return {matches: (object) => byLabels(object) && byFields(object), isNarrowed: true};
}
