import type {JsonObject} from '../json.js';
import {GROUP} from '../parse.js';
import {apiVersionOf, kindOf} from '../reading/resource.js';
import {SCHEMAS} from '../schema/find-schema.js';
import {type Finding, type Fix, wrongField, wrongValue} from './finding.js';
import {didYouMean, similarWords} from './spelling.js';

/** What a resource is, as far as checking goes. */
export type Identity =
  | {readonly status: 'known'; readonly kind: string; readonly version: string}
  /** Not for us. */
  | {readonly status: 'other'}
  /** Meant for Iter8, but its kind or version is none of Iter8's. */
  | {readonly status: 'unknown'; readonly findings: Finding[]};

const KINDS = Object.keys(SCHEMAS);

/** Experiments of another group (Argo has some) are not ours; those without a group that exists are meant to be. */
export function identify(resource: JsonObject): Identity {
  const [kind, apiVersion] = [kindOf(resource), apiVersionOf(resource)];
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const versions = Object.keys(SCHEMAS[kind] ?? {});
  if (group === GROUP && versions.includes(version)) return {status: 'known', kind, version};
  if (group === GROUP && !KINDS.includes(kind)) return unknownKind(kind);
  const isMeant = KINDS.includes(kind) && (group === '' || similarWords(group, [GROUP]).length > 0);
  return isMeant ? unknownVersion(kind, apiVersion) : {status: 'other'};
}

function unknownKind(kind: string): Identity {
  if (/List$/.test(kind)) return {status: 'other'};
  const [only] = similarWords(kind, KINDS);
  const isCaseOnly = only !== undefined && only.toLowerCase() === kind.toLowerCase();
  const fix: Fix | undefined = isCaseOnly ? {kind: 'value', value: only} : undefined;
  if (kind === '')
    return {status: 'unknown', findings: [wrongField({path: []}, `kind is missing; write ${KINDS.join(' or ')}`)]};
  const message = `${JSON.stringify(kind)} is no kind of ${GROUP}; known are ${KINDS.join(' and ')}${didYouMean(kind, KINDS)}`;
  return {status: 'unknown', findings: [wrongValue({path: ['kind']}, message, fix)]};
}

function unknownVersion(kind: string, apiVersion: string): Identity {
  const known = Object.keys(SCHEMAS[kind] ?? {}).map((version) => `${GROUP}/${version}`);
  const finding =
    apiVersion === ''
      ? wrongField({path: []}, `apiVersion is missing; write ${known.at(-1)}`)
      : wrongValue(
          {path: ['apiVersion']},
          `${JSON.stringify(apiVersion)} is not known; known are ${known.join(', ')}`,
        );
  return {status: 'unknown', findings: [finding]};
}
