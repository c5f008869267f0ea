import {randomInt} from 'node:crypto';
import type {JsonObject} from '../../../experiment/json.js';
import {badRequest, invalid} from '../api-error.js';
import type {Call} from '../call.js';
import {type Cause, invalidValue, requiredValue} from '../causes.js';
import {apiVersionOf, NAMESPACES, type ResourceType} from '../kinds/resource-type.js';
import {metadataOf, nameOf, namespaceOf, textOf, withMetadata} from '../object.js';

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const PATH_SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;

/** Names of these are checked as parts of a path alone: `system:node`. */
const RBAC = 'rbac.authorization.k8s.io';

/**
 * The object with its kind, namespace and name, as path and body say them together.
 *
 * @throws ApiError 400 where they differ; 422 for a name that is none
 */
export function identified(call: Call, body: JsonObject): JsonObject {
  const {type} = call;
  const typed = type.isCustom ? body : {apiVersion: apiVersionOf(type), kind: type.kind, ...body};
  checkKind(type, typed);
  const metadata = metadataOf(body);
  const object = withMetadata(typed, {
    namespace: type.isNamespaced ? namespaceFor(call, body) : undefined,
    name: textOf(metadata.name) || generatedName(textOf(metadata.generateName)),
  });
  const causes = nameProblems(type, nameOf(object));
  if (causes.length > 0) throw invalid(type, nameOf(object), causes);
  if (call.name && call.name !== nameOf(object)) {
    throw badRequest(
      `the name of the object (${nameOf(object)}) does not match the name on the URL (${call.name})`,
    );
  }
  return object;
}

function checkKind(type: ResourceType, body: JsonObject): void {
  const apiVersion = apiVersionOf(type);
  if (textOf(body.kind) === '')
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(Object.keys(body))}'`);
  if (body.apiVersion !== apiVersion) {
    const message = `the API version in the data (${textOf(body.apiVersion)}) does not match the expected API version (${apiVersion})`;
    throw badRequest(message);
  }
  if (body.kind !== type.kind) {
    throw badRequest(
      `${textOf(body.kind)} in version "${type.version}" cannot be handled as a ${type.kind}: no kind "${textOf(body.kind)}" is registered for the resource ${type.plural}`,
    );
  }
}

function namespaceFor(call: Call, body: JsonObject): string | undefined {
  const inBody = namespaceOf(body);
  if (inBody !== '' && inBody !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return call.namespace;
}

function generatedName(prefix: string): string | undefined {
  if (prefix === '') return undefined;
  return `${prefix}${Array.from({length: 5}, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')}`;
}

function nameProblems(type: ResourceType, name: string): readonly Cause[] {
  const field = 'metadata.name';
  if (name === '') {
    return [requiredValue(field, 'name or generateName is required')];
  }
  const pattern = type.group === RBAC ? PATH_SEGMENT : type.storage === NAMESPACES ? LABEL : SUBDOMAIN;
  if (name.length <= 253 && pattern.test(name)) return [];
  return [invalidValue(field, name, SUBDOMAIN_RULE)];
}
