import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, it} from '@jest/globals';
import {fixture} from '../support/golden.js';
import {type Backend, json, prometheusAnswer, startBackend} from './support/backend.js';

let backend: Backend;

beforeAll(async () => {
  backend = await startBackend(json(prometheusAnswer('5880641926123.5')));
});
afterAll(() => backend.close());

it('finds jq for its thread in the bundle too, and ends when it is done', async () => {
  const run = promisify(execFile)(
    process.execPath,
    [
      join(import.meta.dirname, '../../bin/run.js'),
      'metrics',
      'test',
      'shop/mean-latency',
      '-f',
      '-',
      '--jq',
      '.value',
    ],
    {timeout: 50_000},
  );
  run.child.stdin?.end(fixture('metrics/shop.yaml').replaceAll('PORT', String(backend.port)));
  expect((await run).stdout).toBe('5880641926123.5\n');
});
