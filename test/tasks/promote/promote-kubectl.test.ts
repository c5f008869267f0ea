import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {mayRepeat} from '../../../src/tasks/registry.js';
import {installFake} from '../helm/fake-helm.js';
import {contextOf, itemOf} from '../support/context.js';
import {playItems} from './support.js';

describe('common/promote-kubectl', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-kubectl-'));
  });
  afterAll(() => rm(folder, {recursive: true}));

  async function promote(inputs: JsonObject, promoted = 'candidate') {
    const {env, calls} = await installFake(folder, 'kubectl', {apply: [{out: 'applied\n'}]});
    const context = {...contextOf({variables: {promote: promoted}}), env};
    const played = await playItems([{task: 'common/promote-kubectl', inputs}], context);
    return {...played, argv: (await calls()).map(({argv}) => argv)};
  }

  it.each<[JsonObject, string[]]>([
    [{manifest: 'https://x.example/{{ .promote }}.yaml'}, ['--namespace=shop', '--filename=https://x.example/candidate.yaml']],
    [{manifest: 'all/', recursive: true, namespace: '{{ .name }}'}, ['--namespace=candidate', '--recursive', '--filename=all/']],
    [{manifest: 'a', recursive: false}, ['--namespace=shop', '--filename=a']],
  ])('applies %j', async (inputs, argv) => {
    expect(await promote(inputs)).toMatchObject({
      outcome: {kind: 'succeeded'},
      argv: [['apply', ...argv]],
      heard: 'applied\n',
    });
  }); // prettier-ignore

  it('takes a value for one manifest, whatever it holds', async () => {
    const {argv} = await promote({manifest: '{{ .promote }}'}, '--x=$(id), "b"; c\n');
    expect(argv).toEqual([['apply', '--namespace=shop', '--filename="--x=$(id), ""b""; c\n"']]);
  });

  it('names a kubectl that is not there', async () => {
    const context = {...contextOf(), env: {PATH: folder}};
    const {outcome} = await playItems([{task: 'common/promote-kubectl', inputs: {manifest: 'a'}}], context);
    expect(outcome).toMatchObject({
      reason: expect.stringContaining('kubectl is not installed, or not on the PATH'),
    });
  });

  it('runs nothing when a placeholder has no value', async () => {
    const {outcome, argv} = await promote({manifest: '{{ .nothing }}'});
    expect(outcome).toMatchObject({
      reason: expect.stringContaining('names no variable of the recommended version'),
    });
    expect(argv).toEqual([]);
  });

  it('may be repeated', () => {
    expect(mayRepeat(itemOf({task: 'common/promote-kubectl', inputs: {manifest: 'a'}}))).toBe(true);
  });
});
