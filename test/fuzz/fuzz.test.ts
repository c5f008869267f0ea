import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from '@jest/globals';
import {parseJson} from '../../src/experiment/json-format.js';
import {closeJq} from './targets/jq.js';
import {TARGETS} from './targets.js';

/** The same inputs each time; `npm run fuzz` takes others. */
const SEED = 20_261_122;
const CORPUS = 'test/fuzz/corpus';

afterAll(closeJq);

describe('for inputs of any kind', () => {
  it.each(TARGETS)('$name: $law', async ({run, shortRuns}) => {
    const finding = await run({seed: SEED, runs: shortRuns});
    expect(finding).toBeUndefined();
  });
});

const failedOnce = TARGETS.flatMap((target) =>
  filesOf(target.name).map((file) => ({target, file, name: `${target.name}/${file}`})),
);

function filesOf(name: string): readonly string[] {
  return readdirSync(CORPUS).includes(name) ? readdirSync(join(CORPUS, name)) : [];
}

describe('an input that has failed once', () => {
  it('has a target that still exists', () => {
    expect(TARGETS.map(({name}) => name)).toEqual(expect.arrayContaining(readdirSync(CORPUS)));
  });

  it.each(failedOnce)('is no problem any more: $name', async ({target, file}) => {
    await target.replay(parseJson(readFileSync(join(CORPUS, target.name, file), 'utf8')));
  });
});
