import {drawBinomial} from '../../../src/engine/simulate/draw.js';
import type {Random} from '../../../src/metrics/mock/random.js';
import type {Sight} from './play-split.js';

/** A run whose requests Prometheus counts. */
export interface ScrapedRun {
  readonly scrapeSeconds: number;
  readonly intervalSeconds: number;
  readonly iterations: number;
  readonly requestsPerSecond: number;
  /** Of each version, scraped at moments of their own. */
  readonly pods: number;
  /** Percent for the candidate in an iteration, from 0. */
  readonly percentOf: (iteration: number) => number;
  /** Part of the requests that really come to it; left out: as it is set. */
  readonly shareOf?: (iteration: number) => number;
}

/** A counter, by the second, and the first moment at which it is scraped. */
interface Pod {
  readonly totals: number[];
  readonly firstScrape: number;
}

/** Pods have run for so long when the experiment begins. */
const BEFORE_SECONDS = 600;

/** What the iterations see of the run, each asking for `increase` since the begin. */
export function scrapedSights(run: ScrapedRun, random: Random): Sight[] {
  const versions = [0, 1].map(() => startPods(run, random));
  for (let second = 0; second < BEFORE_SECONDS; second += 1) countSecond(versions, {run, share: 0, random});
  return Array.from({length: run.iterations}, (_, iteration) => {
    const percent = run.percentOf(iteration);
    const share = run.shareOf?.(iteration) ?? percent / 100;
    for (let second = 0; second < run.intervalSeconds; second += 1) countSecond(versions, {run, share, random});
    const now = BEFORE_SECONDS + (iteration + 1) * run.intervalSeconds;
    const counts = versions.map((pods) => sumOf(pods.map((pod) => increase(pod, now, run.scrapeSeconds))));
    return {set: [100 - percent, percent], counts};
  });
}

function startPods({pods, scrapeSeconds}: ScrapedRun, random: Random): Pod[] {
  return Array.from({length: pods}, () => ({totals: [0], firstScrape: Math.floor(random() * scrapeSeconds)}));
}

interface Second {
  readonly run: ScrapedRun;
  readonly share: number;
  readonly random: Random;
}

function countSecond(versions: readonly Pod[][], {run, share, random}: Second): void {
  const candidate = drawBinomial(run.requestsPerSecond, share, random);
  [run.requestsPerSecond - candidate, candidate].forEach((requests, version) => {
    let left = requests;
    versions[version]!.forEach(({totals}, index, {length}) => {
      const here = drawBinomial(left, 1 / (length - index), random);
      totals.push(totals.at(-1)! + here);
      left -= here;
    });
  });
}

/**
 * As Prometheus has it, of the time since the begin: from the first scrape to the last, and on to both ends at the mean
 * rate in between, but by half an interval where the end is farther off than a scrape, and never to below 0.
 *
 * @returns null while there are fewer than two scrapes
 * @see extrapolatedRate in promql/functions.go of Prometheus
 */
function increase({totals, firstScrape}: Pod, now: number, scrapeSeconds: number): number | null {
  const skipped = Math.ceil((BEFORE_SECONDS - firstScrape + 1) / scrapeSeconds);
  const first = firstScrape + skipped * scrapeSeconds;
  const last = firstScrape + Math.floor((now - firstScrape) / scrapeSeconds) * scrapeSeconds;
  const sampled = last - first;
  if (sampled <= 0) return null;
  const seen = totals[last]! - totals[first]!;
  const reach = (seconds: number) => (seconds >= 1.1 * scrapeSeconds ? scrapeSeconds / 2 : seconds);
  const toZero = seen > 0 ? (sampled * totals[first]!) / seen : Infinity;
  const extended = sampled + Math.min(reach(first - BEFORE_SECONDS), toZero) + reach(now - last);
  return (seen * extended) / sampled;
}

function sumOf(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
}
