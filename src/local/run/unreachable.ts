import type {VersionResult} from '../../load/version-result.js';

/** Whether requests were sent, a second ago if they are under way, and not one was answered, by any version. */
export function isUnreachable(results: ReadonlyMap<string, VersionResult>): boolean {
  const sent = [...results.values()].filter(({count}) => count > 0);
  return sent.length > 0 && sent.every(({answered}) => answered === 0);
}

/** `baseline: refuses connections; candidate: time-out`. */
export function unreachableWords(results: ReadonlyMap<string, VersionResult>): string {
  return [...results]
    .map(([version, {transportErrors}]) => `${version}: ${[...transportErrors.keys()].join(', ')}`)
    .join('; ');
}
