import type {LoadResult} from '../../../load/load.js';
import type {LoadOptions} from '../../../load/options.js';
import {versionHistogram} from '../../../load/stored-result.js';
import type {VersionResult} from '../../../load/version-result.js';
import {percentile} from '../../../metrics/builtin/percentile.js';
import {TARGET} from './fortio.js';

/** What the Pod prints at first. */
export function beginText({targets, qps = 0, connections = 0}: LoadOptions): string {
  const rate = qps === 0 ? 'as many queries as it answers' : `${qps} queries per second`;
  const url = targets[0]?.url ?? '';
  return `iter8ctl sends ${rate} over ${connections} connections to ${url}, in the place of fortio\n`;
}

/** What it prints in the end, in the words of fortio as far as they fit. */
export function endText({versions, elapsedMs}: LoadResult): string {
  const result = versions.get(TARGET);
  if (!result || result.count === 0) return 'All done 0 calls\n';
  const seconds = elapsedMs / 1000;
  return [
    ...PERCENTS.map((percent) => percentileLine(result, percent)),
    ...[...versionHistogram(result).codes].map(([code, count]) => codeLine(code, count, result)),
    ...[...result.transportErrors].map(([reason, count]) => `Without an answer : ${count} (${reason})`),
    `All done ${result.count} calls in ${seconds.toFixed(1)} s, ${meanMs(result)} ms avg, ${(result.count / seconds).toFixed(1)} qps`,
    '',
  ].join('\n');
}

const PERCENTS = [50, 75, 90, 95, 99];

function percentileLine({buckets}: VersionResult, percent: number): string {
  const seconds = percentile(buckets, percent / 100);
  return `# target ${percent}% ${seconds === undefined ? '-' : seconds.toFixed(6)}`;
}

function codeLine(code: string, count: number, {count: all}: VersionResult): string {
  return `Code ${code.padStart(3)} : ${count} (${((100 * count) / all).toFixed(1)} %)`;
}

function meanMs({sum, answered}: VersionResult): string {
  return answered === 0 ? '-' : ((1000 * sum) / answered).toFixed(3);
}
