import type {Json} from '../../experiment/json.js';
import {badRequest} from './api-error.js';
import type {User} from './authorization.js';
import type {ResourceType} from './kinds/resource-type.js';

/** A request about objects of one kind. */
export interface Call {
  readonly type: ResourceType;
  /** Empty: all namespaces, or a kind without namespaces. */
  readonly namespace: string;
  /** Empty: no one object. */
  readonly name: string;
  readonly subresource: string;
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
  readonly contentType: string;
  readonly user: User;
  readonly userAgent: string;
  /** Goes to the client in `Warning` headers. */
  readonly warn: (text: string) => void;
}

/** @throws ApiError 400 for another value than `All` */
export function isDryRun(query: URLSearchParams): boolean {
  const wanted = query.getAll('dryRun');
  if (wanted.some((value) => value !== 'All' && value !== '')) {
    throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(wanted.join())}: supported values: "All"`);
  }
  return wanted.includes('All');
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  return query.get(name) === 'true' || query.get(name) === '1';
}

/** Undefined where the parameter is missing or no whole number. */
export function numberParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Who writes, for `managedFields`: named, or the program that asks. */
export function managerName(call: Pick<Call, 'query' | 'userAgent'>): string {
  return call.query.get('fieldManager') ?? (call.userAgent.split('/')[0] || 'unknown');
}
