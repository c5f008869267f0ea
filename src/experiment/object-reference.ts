import {parseWaitFor, WAIT_FOR_FORMS} from './wait-for.js';

const NO_DNS_LABEL = 'is no DNS label: at most 63 of a-z, 0-9 and -, beginning and ending in a letter or digit';

/** What each field of an object that `common/readiness` is to examine can be. */
const FIELDS = {
  kind: {
    isValid: (text: string) => /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9.-]*)?$/i.test(text),
    problem: 'is no kind: write TYPE, TYPE.GROUP or TYPE.VERSION.GROUP, as in deployments.apps',
  },
  name: {isValid: isDnsLabel, problem: NO_DNS_LABEL},
  namespace: {isValid: isDnsLabel, problem: NO_DNS_LABEL},
  waitFor: {
    isValid: (text: string) => parseWaitFor(text) !== undefined,
    problem: `is nothing to wait for: possible are ${WAIT_FOR_FORMS}`,
  },
} as const;

export type ReferenceField = keyof typeof FIELDS;

export const REFERENCE_FIELDS = Object.keys(FIELDS) as readonly ReferenceField[];

/** What is wrong with a field of such a reference, in words after the field; undefined: nothing. */
export function referenceProblem(field: ReferenceField, text: string): string | undefined {
  const {isValid, problem} = FIELDS[field];
  return isValid(text) ? undefined : problem;
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
function isDnsLabel(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}
