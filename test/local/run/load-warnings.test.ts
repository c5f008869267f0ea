import {expect, it} from '@jest/globals';
import {Recorder} from '../../../src/load/recorder.js';
import {loadWarnings} from '../../../src/local/run/load-warnings.js';

/** Answers of these statuses. */
function answers(...statuses: number[]) {
  const recorder = new Recorder();
  statuses.forEach((status) => recorder.record(0.01, {kind: 'answer', status, bytes: 0}));
  return recorder.result();
}

it('says how many requests were not sent', () => {
  expect(loadWarnings(new Map(), 1)).toEqual([
    'warning: the load could not be kept up: 1 request was not sent, since this process stood still',
  ]);
  expect(loadWarnings(new Map(), 120)).toEqual([expect.stringContaining('120 requests were not sent')]);
});

it('names the versions whose answers are redirects for the most part', () => {
  const results = new Map([
    ['v1', answers(200, 200, 301)],
    ['v2', answers(200, 301, 302, 302)],
  ]);
  expect(loadWarnings(results, 0)).toEqual([
    'warning: 3 of 4 answers of v2 are redirects (301, 302), which load does not follow: give the URL that they lead to',
  ]);
});

it.each([
  ['answers', answers(200, 404, 500)],
  ['has nothing new', answers(304, 304)],
  ['was not asked', answers()],
])('is silent about a version that %s', (_what, result) => {
  expect(loadWarnings(new Map([['v1', result]]), 0)).toEqual([]);
});
