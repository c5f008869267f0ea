import type {Found} from './replay.js';

/** Where the embedded server answers differently, and why it may. */
export interface KnownDifference {
  /** In method and path. */
  readonly request: RegExp;
  /** In the place within the answer: `/status`, `/type`, `/body/…`. */
  readonly at: RegExp;
  readonly why: string;
}

const EXPERIMENT = /\/experiments\/canary\b/;

/** A row that no recorded call needs any more fails the test, so that nothing stays here that is repaired. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {request: /^GET \/openapi\/v2/, at: /^/, why: 'there is no OpenAPI v2; kubectl goes on without it'},
  {
    request: /^GET \/version/,
    at: /^\/body\//,
    why: 'it says what it is: no Go program, in the manner of Kubernetes 1.35',
  },
  {
    request: /^GET \/apis?[?/]/,
    at: /\/namespaces\/(verbs|(subresources\/)?finalize)$/,
    why: 'namespaces have no finalize; deletecollection is offered for them',
  },
  {
    request: /^GET \/apis?[?/]/,
    at: /\/(pods\/(subresources\/)?(attach|binding|ephemeralcontainers|eviction|exec|portforward|proxy|resize)|services\/(subresources\/)?proxy|serviceaccounts\/(subresources|token))$/,
    why: 'no Pod runs, and no tokens are made',
  },
  {
    request: /^GET \/api\/v1$/,
    at: /^\/body\/apiVersion$/,
    why: 'the list of kinds says its own version, as all other lists do',
  },
  {request: /^GET \/openapi\/v3/, at: /\/anyOf$/, why: 'int-or-string is not published twice'},
  {
    request: /./,
    at: /^\/type$/,
    why: 'answers are JSON where protobuf is asked for first; clients that ask so take both',
  },
  {
    request: /\/namespaces\/test-recorded(\?|$)/,
    at: /\/unknown Update\/fieldsV1\/f:(spec|status)$/,
    why: 'what the server fills in when it makes a namespace counts as written by who asked',
  },
  {request: /./, at: /\/fieldsV1\/.*\/\.$/, why: 'entries `.` of managedFields are kept for custom kinds alone'},
  {
    request: /\/deployments/,
    at: /\/kubectl Update scale\/time$/,
    why: 'a write of the scale has its time in managedFields',
  },
  {
    request: /customresourcedefinitions/,
    at: /\/f:status$/,
    why: 'a definition is served at once, its status is written in the same moment',
  },
  {
    request: /watch=true/,
    at: /\/object\/metadata\/creationTimestamp$/,
    why: 'a bookmark has no empty creationTimestamp',
  },
  {request: /customresourcedefinitions\?.*watch=true/, at: /\/object\/spec$/, why: 'a bookmark has no empty spec'},
  {
    request: /labelSelector=team%3D%28/,
    at: /^\/body\/message$/,
    why: 'it names the part of the selector that cannot be read',
  },
  {
    request: EXPERIMENT,
    at: /^\/body\/details\/causes$/,
    why: 'it says which operation of a JSON patch has failed',
  },
  {
    request: EXPERIMENT,
    at: /^\/body\/(message$|details\/causes\/)/,
    why: 'of a wrong number, a label and a media type the words and the number of causes differ, not the code',
  },
  {
    request: /\/canary\/scale$/,
    at: /^\/body\/(message|details)$/,
    why: 'custom kinds have no scale, whatever the object',
  },
  {
    request: /\/services/,
    at: /^\/body\/(spec\/(clusterIPs|ipFamilies|ipFamilyPolicy)|status)$/,
    why: 'Services get no addresses',
  },
  {
    request: /PATCH .*\/services\/web/,
    at: /^\/body\/spec\/ports\/\d\//,
    why: 'a strategic patch adds to the end of a list',
  },
  {request: /DELETE .*\/services\/web/, at: /^\/body\/spec\/ports\/\d\//, why: 'as the patch before has left it'},
  {
    request: /\/events/,
    at: /\/(eventTime|reportingComponent|reportingInstance)$/,
    why: 'Events are stored without their empty fields',
  },
];

export function explains({request, at}: KnownDifference, found: Found): boolean {
  return request.test(found.request) && at.test(found.at);
}
