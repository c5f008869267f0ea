import {describe, expect, it} from '@jest/globals';
import {seededRandom} from '../../src/metrics/mock/random.js';
import {splitWarningOf} from './support/play-split.js';
import {type ScrapedRun, scrapedSights} from './support/scraped.js';

/** Iterations in which the candidate's weight rises by 5 points each time; 50 requests a second. */
const ramp = (scrapeSeconds: number, intervalSeconds: number, over: Partial<ScrapedRun> = {}): ScrapedRun => ({
  ...{scrapeSeconds, intervalSeconds, iterations: 20, requestsPerSecond: 50, pods: 1, percentOf: risingBy(5)},
  ...over,
});

const risingBy = (points: number) => (iteration: number) => Math.min(95, points * iteration);
const even = () => 50;

/** The part of so many runs that is warned of. */
function warnedPart(situation: string, run: ScrapedRun, runs = 30): number {
  const random = seededRandom(situation);
  const seconds = run.intervalSeconds;
  const warnings = Array.from({length: runs}, () => splitWarningOf(scrapedSights(run, random), {seconds}));
  return warnings.filter((warning) => warning !== undefined).length / runs;
}

describe('counts of a scrape now and then, of traffic that arrives as it was set', () => {
  it.each([
    ['scrapes of 60 s, iterations of 30', ramp(60, 30)],
    ['the same with three pods and steps of 10 points', ramp(60, 30, {pods: 3, percentOf: risingBy(10)})],
    ['the same from 5 to 95 percent at once', ramp(60, 30, {percentOf: (index) => (index < 10 ? 5 : 95)})],
    ['scrapes of 60 s, iterations of 20', ramp(60, 20)],
    ['scrapes of 60 s, iterations of 45', ramp(60, 45)],
    ['scrapes of 60 s, iterations of 90', ramp(60, 90)],
    ['scrapes of 60 s, iterations of 75 and steps of 10 points', ramp(60, 75, {percentOf: risingBy(10)})],
    ['scrapes of 60 s, iterations of 10 and small steps', ramp(60, 10, {percentOf: risingBy(2)})],
    ['scrapes of 30 s, iterations of 20', ramp(30, 20)],
    ['scrapes of 15 s, iterations of 10', ramp(15, 10)],
    ['scrapes of 60 s, half for each, few requests', ramp(60, 30, {percentOf: even, requestsPerSecond: 2})],
  ])('warn of nothing: %s', (situation, run) => {
    expect(warnedPart(situation, run)).toBe(0);
  });
});

describe('counts of a scrape a minute, of traffic that arrives otherwise', () => {
  it.each([
    ['30 instead of 50 %', ramp(60, 30, {percentOf: even, shareOf: () => 0.3, iterations: 12})],
    ['12 instead of 50 %', ramp(60, 30, {percentOf: even, shareOf: () => 0.12, iterations: 10})],
    ['none, though the weight rises', ramp(60, 30, {shareOf: () => 0})],
    ['none, though the weight rises, an iteration a minute', ramp(60, 60, {shareOf: () => 0, percentOf: risingBy(10), iterations: 10})], // prettier-ignore
  ])('are told in nearly all runs: %s', (situation, run) => {
    expect(warnedPart(situation, run)).toBeGreaterThanOrEqual(0.95);
  });
});
