import type {JsonObject} from '../../../experiment/json.js';
import {badRequest} from '../api-error.js';
import type {ResourceType} from '../kinds/resource-type.js';
import {valueAt} from '../object.js';

const ALWAYS = ['metadata.name', 'metadata.namespace'];

/**
 * Which objects a `fieldSelector` means.
 *
 * @throws ApiError 400 if it cannot be read, or names a field by which this kind cannot be selected
 */
export function parseFieldSelector(selector: string, type: ResourceType): (object: JsonObject) => boolean {
  const requirements = selector
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => parseRequirement(part.trim(), type));
  return (object) => requirements.every((holds) => holds(object));
}

function parseRequirement(text: string, type: ResourceType): (object: JsonObject) => boolean {
  const groups = /^(?<field>[^!=]+?)\s*(?<operator>!=|==?)\s*(?<wanted>.*)$/.exec(text)?.groups;
  if (!groups) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  const {field = '', operator, wanted} = groups;
  if (![...ALWAYS, ...type.selectableFields].includes(field)) {
    throw badRequest(`field label not supported: ${field}`);
  }
  return (object) => (fieldText(object, field) === wanted) === (operator !== '!=');
}

function fieldText(object: JsonObject, field: string): string {
  const value = valueAt(object, ...field.split('.'));
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
