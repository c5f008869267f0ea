import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {applyObjects, type ApplyOptions, type Change} from '../../../src/operate/install/apply.js';
import {customResourceDefinitions} from '../../../src/operate/install/crds.js';
import {namespaceObject} from '../../../src/operate/install/manifest.js';
import {metricObjects} from '../../../src/operate/install/metrics.js';
import {readInstallOptions} from '../../../src/operate/install/read-options.js';
import {installableCluster, type InstallableOptions} from './installable-cluster.js';

const [definition] = customResourceDefinitions();
const options = readInstallOptions({
  namespace: 'iter8-system',
  image: 'iter8ctl:1',
  'crds-only': false,
  'without-controller': false,
});
const [metric] = metricObjects(options);

/** Applies, and tells what became of each object, and how long it paused. */
async function apply(
  objects: readonly JsonObject[],
  world: InstallableOptions = {},
  over: Partial<ApplyOptions> = {},
) {
  const changes: Change[] = [];
  const pauses: number[] = [];
  await applyObjects(installableCluster(world), objects, {
    isDryRun: false,
    timeoutMs: 20,
    signal: new AbortController().signal,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    onChange: async (change) => void changes.push(change),
    onWarning: () => undefined,
    ...over,
  });
  return {results: changes.map(({result}) => result), pauses};
}

function failing(
  times: number,
  code: 'NOT_FOUND' | 'UNREACHABLE' = 'NOT_FOUND',
): Pick<InstallableOptions, 'interfere'> {
  let left = times;
  return {
    interfere: (verb) => {
      if (verb !== 'patch' || left === 0) return;
      left -= 1;
      throw new Iter8Error(code, 'no such kind');
    },
  };
}

describe('applyObjects', () => {
  it('tells what was created, changed and left as it was', async () => {
    const labels = {...(metric!.metadata as {labels: JsonObject}).labels, 'app.kubernetes.io/name': 'old'};
    const changed = {...metric!, metadata: {...(metric!.metadata as JsonObject), labels}};
    await expect(apply([metric!])).resolves.toMatchObject({results: ['created']});
    await expect(apply([metric!], {objects: [metric!]})).resolves.toMatchObject({results: ['unchanged']});
    await expect(apply([metric!], {objects: [changed]})).resolves.toMatchObject({results: ['configured']});
  });

  it('sees no change in what the server notes', async () => {
    const noted = {resourceVersion: '7', generation: 2, uid: 'u', managedFields: [], creationTimestamp: 'now'};
    const stored = {...metric!, metadata: {...(metric!.metadata as JsonObject), ...noted}, status: {a: 1}};
    await expect(apply([metric!], {objects: [stored]})).resolves.toMatchObject({results: ['unchanged']});
  });

  it('tries a new kind again while the server does not serve it yet', async () => {
    await expect(apply([metric!], failing(2))).resolves.toEqual({results: ['created'], pauses: [500, 500]});
    await expect(apply([metric!], failing(99))).rejects.toMatchObject({code: 'NOT_FOUND'});
    await expect(apply([metric!], failing(1, 'UNREACHABLE'))).rejects.toMatchObject({code: 'UNREACHABLE'});
  });

  it('does not try again what has no kind to wait for', async () => {
    await expect(apply([namespaceObject('a')], failing(1))).rejects.toMatchObject({code: 'NOT_FOUND'});
  });

  it('cannot check in a dry run what needs something that is not there', async () => {
    await expect(apply([metric!], failing(1), {isDryRun: true})).resolves.toEqual({
      results: ['unchecked'],
      pauses: [],
    });
  });

  it('leaves a namespace alone that somebody else has made', async () => {
    const found = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'iter8-system'}};
    await expect(apply([namespaceObject('iter8-system')], {objects: [found]})).resolves.toMatchObject({
      results: ['left alone'],
    });
  });

  it('does not fill a namespace that is being deleted', async () => {
    const object = namespaceObject('iter8-system');
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    const dying = {...object, metadata: {...(object.metadata as JsonObject), deletionTimestamp}};
    await expect(apply([object], {objects: [dying]})).rejects.toThrow('namespace/iter8-system is being deleted');
  });

  it('waits until a definition is established, and says what it waited for', async () => {
    const conditions = [{type: 'Established', status: 'False', message: 'not all names are accepted'}];
    await expect(apply([definition!], {conditions})).rejects.toMatchObject({
      code: 'TIMEOUT',
      message:
        'customresourcedefinition.apiextensions.k8s.io/experiments.iter8.tools is not ready after 0.02 s: not all names are accepted',
    });
  });

  it('waits until clients are told of the kind, which comes after it is established', async () => {
    const late = apply([definition!], {listedLate: 3}, {timeoutMs: 60_000});
    await expect(late).resolves.toEqual({results: ['created'], pauses: [100, 100, 100]});
    await expect(apply([definition!], {listedLate: 4}, {timeoutMs: 300})).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('is not ready after 0.3 s: the server does not list it') as unknown,
    });
  });

  it('does not wait for names that another definition has', async () => {
    const conditions = [{type: 'NamesAccepted', status: 'False', message: '"experiments" is already in use'}];
    await expect(apply([definition!], {conditions}, {timeoutMs: 60_000})).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('"experiments" is already in use') as unknown,
    });
  });

  it('ends at once when it is interrupted while it waits', async () => {
    const controller = new AbortController();
    const waiting = apply([definition!], {conditions: []}, {timeoutMs: 60_000, signal: controller.signal});
    controller.abort();
    await expect(waiting).rejects.toMatchObject({code: 'INTERRUPTED'});
  });
});
