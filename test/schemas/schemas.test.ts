import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {Ajv2020} from 'ajv/dist/2020.js';
import Assert from '../../src/commands/assert.js';
import Describe from '../../src/commands/describe.js';
import {fixture, fixturePath} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';

const ajv = new Ajv2020({allErrors: true, allowUnionTypes: true});
const schema = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8')) as Record<string, unknown>;
const matchesDescribe = ajv.compile(schema('describe.v1.json'));
const matchesAssert = ajv.compile(schema('assert.v1.json'));

const goldens = ['describe', 'strength'].flatMap((folder) =>
  readdirSync(fixturePath(folder)).flatMap((file) => (file.endsWith('.json') ? [`${folder}/${file}`] : [])),
);

describe('the published schema of describe', () => {
  it.each(goldens)('fits %s', (file) => {
    matchesDescribe(JSON.parse(fixture(file)));
    expect(matchesDescribe.errors).toBeNull();
  });

  it('fits a list of several', async () => {
    const files = {'-': `${fixture('canary-running.yaml')}---\n${fixture('ab-tie.yaml')}`};
    const {out} = await runCommand(Describe, ['-f', '-', '-o', 'json'], {files});
    matchesDescribe(JSON.parse(out));
    expect(matchesDescribe.errors).toBeNull();
  });

  it('refuses a description without verdict, or with a number where text is promised', () => {
    const view = JSON.parse(fixture('describe/canary-running.json')) as Record<string, unknown>;
    expect(matchesDescribe({...view, verdict: undefined})).toBe(false);
    expect(matchesDescribe({...view, target: 5})).toBe(false);
  });
});

describe('the published schema of assert', () => {
  it('fits an answer', async () => {
    const {out} = await runCommand(Assert, ['-f', 'canary-running.yaml', '-c', 'completed', '-o', 'json']);
    matchesAssert(JSON.parse(out));
    expect(matchesAssert.errors).toBeNull();
  });
});
