import {ApiError, resourceName} from './api-error.js';
import type {ResourceType} from './kinds/resource-type.js';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What somebody wants to do, in the words of RBAC. */
export interface Attributes {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural; empty where it is about a path and no resource. */
  readonly resource: string;
  readonly subresource: string;
  /** Empty: all namespaces, or a kind without namespaces. */
  readonly namespace: string;
  /** Empty: no one object. */
  readonly name: string;
  /** Only where it is about no resource. */
  readonly path: string;
}

/** The refusal in the words of a real server. */
export function notAllowed(user: User, attributes: Attributes, type: ResourceType | undefined): ApiError {
  const {verb, name, subresource, path} = attributes;
  if (!type) {
    const message = `forbidden: User "${user.name}" cannot ${verb} path "${path}"`;
    return new ApiError(403, 'Forbidden', message);
  }
  const resource = subresource ? `${type.plural}/${subresource}` : type.plural;
  const object = `${resourceName(type)}${name ? ` "${name}"` : ''}`;
  const message = `${object} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${type.group}"${placeText(attributes, type)}`;
  return new ApiError(403, 'Forbidden', message, {
    ...(name && {name}),
    ...(type.group && {group: type.group}),
    kind: type.plural,
  });
}

function placeText({namespace}: Attributes, {isNamespaced}: ResourceType): string {
  return isNamespaced && namespace ? ` in the namespace "${namespace}"` : ' at the cluster scope';
}
