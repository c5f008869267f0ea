import type {SplitWarning} from '../../experiment/stored-split.js';

/** `candidate gets 12 % of the requests, where 50 % was set (since iteration 4)`. */
export function splitWords({version, observed, set, since}: SplitWarning): string {
  return `${version} gets ${observed} % of the requests, where ${set} % was set (since iteration ${since})`;
}

/** What people can do about it. */
export const SPLIT_ADVICE = 'look at retries, sticky sessions, and how the mesh routes';
