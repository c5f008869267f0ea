import type {JsonObject} from '../../../experiment/json.js';
import {badRequest} from '../api-error.js';
import {metadataOf, objectOf, ownValue, textOf} from '../object.js';

type Requirement = (labels: JsonObject) => boolean;

const PATTERNS: readonly [RegExp, (key: string, operand: string) => Requirement][] = [
  [/^(?<key>[\w./-]+)\s+in\s*\((?<operand>[^()]*)\)$/, isOneOf],
  [/^(?<key>[\w./-]+)\s+notin\s*\((?<operand>[^()]*)\)$/, (key, operand) => not(isOneOf(key, operand))],
  [/^(?<key>[\w./-]+)\s*!=\s*(?<operand>[\w.-]*)$/, (key, operand) => not(isOneOf(key, operand))],
  [/^(?<key>[\w./-]+)\s*==?\s*(?<operand>[\w.-]*)$/, isOneOf],
  [/^(?<key>[\w./-]+)\s*>\s*(?<operand>-?\d+)$/, (key, operand) => (labels) => numberOf(labels, key) > +operand],
  [/^(?<key>[\w./-]+)\s*<\s*(?<operand>-?\d+)$/, (key, operand) => (labels) => numberOf(labels, key) < +operand],
  [/^!\s*(?<key>[\w./-]+)$/, (key) => not(exists(key))],
  [/^(?<key>[\w./-]+)$/, exists],
];

/**
 * Which objects a `labelSelector` means.
 *
 * @throws ApiError 400 if it cannot be read
 */
export function parseLabelSelector(selector: string): (object: JsonObject) => boolean {
  const requirements = splitRequirements(selector).map(parseRequirement);
  return (object) => {
    const labels = objectOf(metadataOf(object).labels);
    return requirements.every((holds) => holds(labels));
  };
}

/** At commas outside parentheses. */
function splitRequirements(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseRequirement(text: string): Requirement {
  for (const [pattern, make] of PATTERNS) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return make(groups.key ?? '', groups.operand ?? '');
  }
  throw badRequest(`unable to parse requirement: ${text}`);
}

function isOneOf(key: string, operand: string): Requirement {
  const wanted = operand.split(',').map((value) => value.trim());
  return (labels) => Object.hasOwn(labels, key) && wanted.includes(textOf(labels[key]));
}

function exists(key: string): Requirement {
  return (labels) => Object.hasOwn(labels, key);
}

function not(requirement: Requirement): Requirement {
  return (labels) => !requirement(labels);
}

/** NaN, which is neither more nor less than anything, where there is no number. */
function numberOf(labels: JsonObject, key: string): number {
  const text = textOf(ownValue(labels, key));
  return /^-?\d+$/.test(text) ? Number(text) : NaN;
}
