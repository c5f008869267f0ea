import type {ItemContext} from '../task.js';
import {UnusableInput} from './unusable-input.js';

/** @throws UnusableInput when the Secret has no `token` */
export function bearer(context: ItemContext): string {
  return `Bearer ${keyOf(context, 'token')}`;
}

/** @throws UnusableInput when the Secret has no `username` or no `password`, or when they cannot be told apart */
export function basic(context: ItemContext): string {
  const username = keyOf(context, 'username');
  if (username.includes(':'))
    throw new UnusableInput('key username of its secret has a colon, which would end it');
  return `Basic ${Buffer.from(`${username}:${keyOf(context, 'password')}`, 'utf8').toString('base64')}`;
}

function keyOf({secret}: ItemContext, key: string): string {
  const text = secret?.get(key);
  if (text !== undefined && text !== '') return text;
  if (text === '') throw new UnusableInput(`key ${key} of its secret is empty`);
  throw new UnusableInput(`its secret has no key ${key}, but ${[...(secret?.keys() ?? [])].join(', ') || 'none'}`);
}
