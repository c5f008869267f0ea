import {afterEach, describe, expect, it} from '@jest/globals';
import {planPipeline} from '../../../src/operate/pipeline/dry-run.js';
import {Field} from '../../../src/experiment/field.js';
import {kindOf} from '../../../src/experiment/reading/resource.js';
import type {PipelineRequest} from '../../../src/operate/pipeline/request.js';
import {begin, manifestOf, play, requestFor} from './support/play.js';
import {deployment, deployments, experiments, openTown, type Town} from './support/town.js';

let town: Town;
afterEach(() => town.close());

const signal = new AbortController().signal;

/** Each step, and `Kind/name` of what it would write. */
async function planned(request: PipelineRequest): Promise<readonly string[]> {
  const steps = await planPipeline(request, {cluster: town.cluster, signal});
  return steps.map(({what, objects}) => {
    const names = objects.map(
      (object) => `${kindOf(object)}/${new Field(object).get('metadata', 'name').text() ?? ''}`,
    );
    return [what, ...names].join(' | ');
  });
}

describe('a dry run', () => {
  it('tells every step of a release with its objects, and writes nothing', async () => {
    town = openTown();
    const load = {targets: [{name: 'load', url: 'http://shop.example/'}], qps: 10};
    await expect(planned(requestFor('v101', {load}))).resolves.toEqual([
      'waits until no other pipeline releases iter8-demo',
      'routes 100 % to iter8-demo-v100 | DestinationRule/iter8-demo | VirtualService/iter8-demo',
      'applies the manifest | Deployment/iter8-demo-v101',
      'waits until iter8-demo-v101 is ready, or removes it again',
      'creates the experiment | Experiment/iter8-demo-v101-1010000',
      'sends load until the experiment ends: 10 requests a second to http://shop.example/',
      'follows the experiment to its end',
      'removes the Deployment that lost, once it has no traffic',
    ]);
    expect(deployments(town)).toEqual(['iter8-demo-v100']);
    expect(town.cluster.writes.every((write) => write.endsWith('(dry run)'))).toBe(true);
  });

  it('shows how sure the verdict is to be, and refuses what no verdict can be held to', async () => {
    town = openTown();
    const {trial} = requestFor('v101');
    const strength = {confidence: '0.9', policy: 'provenHarmful'} as const;
    const steps = await planPipeline(requestFor('v101', {trial: {...trial, ...strength}}), {
      cluster: town.cluster,
      signal,
    });
    const experiment = steps.flatMap(({objects}) => objects).find((object) => kindOf(object) === 'Experiment');
    expect(experiment).toMatchObject({spec: {criteria: {strength: {confidence: 0.9, policy: 'provenHarmful'}}}});
    const impossible = requestFor('v101', {trial: {...trial, confidence: '1'}});
    await expect(planned(impossible)).rejects.toThrow('--confidence: 1 is no probability');
  });

  it('shows nothing of what a Secret holds', async () => {
    town = openTown();
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'keys',
        annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{"data": {"key": "aHVudGVyMg=="}}'},
      },
      data: {key: 'aHVudGVyMg=='},
      stringData: {other: 'hunter2'},
    };
    const objects = [deployment('v101'), secret].map(manifestOf);
    const steps = await planPipeline(requestFor('v101', {objects}), {cluster: town.cluster, signal});
    const shown = steps.flatMap((step) => step.objects).find(({kind}) => kind === 'Secret');
    expect(shown).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 'keys'},
      data: {key: '***'},
      stringData: {other: '***'},
    });
  });

  it('tells that a release is the first', async () => {
    town = openTown([]);
    await expect(planned(requestFor('v100'))).resolves.toEqual([
      'waits until no other pipeline releases iter8-demo',
      'applies the manifest | Deployment/iter8-demo-v100',
      'waits until iter8-demo-v100 is ready, or removes it again',
    ]);
  });

  it('tells what is left of a release that was begun, and nothing of one that is live', async () => {
    town = openTown();
    const run = begin(town, requestFor('v102'));
    await town.time.until(() => experiments(town).length === 1);
    expect((await planned(requestFor('v102')))[1]).toMatch(/^takes up experiment iter8-demo-v102-1020000/);
    await town.time.until(run.isOver);
    await expect(planned(requestFor('v102'))).resolves.toContain(
      'nothing to do: iter8-demo-v102 is live and unchanged',
    );
  });

  it('tells what the release does: the experiment that is created is the planned one', async () => {
    town = openTown();
    const steps = await planPipeline(requestFor('v101'), {cluster: town.cluster, signal});
    const experiment = steps.flatMap(({objects}) => objects).find(({kind}) => kind === 'Experiment');
    await play(town, requestFor('v101'));
    expect(town.cluster.stored('Experiment')[0]?.spec).toEqual(experiment?.spec);
  });
});
