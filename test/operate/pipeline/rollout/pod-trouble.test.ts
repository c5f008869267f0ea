import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {podTrouble} from '../../../../src/operate/pipeline/rollout/pod-trouble.js';

const pod = (container: JsonObject, more: JsonObject = {}): JsonObject => ({
  metadata: {name: 'v101-x'},
  status: {containerStatuses: [{name: 'demo', image: 'demo:v101', ...container}], ...more},
});
const waiting = (reason: string, more: JsonObject = {}) => pod({state: {waiting: {reason, ...more}}});
const crashed = (restartCount: number, terminated: JsonObject) =>
  pod({restartCount, state: {waiting: {reason: 'CrashLoopBackOff'}}, lastState: {terminated}});

describe('the trouble of a Pod', () => {
  it.each([
    ['a container that runs', pod({state: {running: {}}})],
    ['one that is being created', waiting('ContainerCreating')],
    ['a Pod without a status', {metadata: {name: 'v101-x'}}],
  ])('is none for %s', (_what, object) => {
    expect(podTrouble(object)).toBeUndefined();
  });

  it('is final when a container has ended three times', () => {
    expect(podTrouble(crashed(2, {exitCode: 137, reason: 'OOMKilled'}))).toEqual({
      reason: 'container "demo" of Pod v101-x ends again and again (it runs out of memory, restarted 2 times)',
      isFinal: true,
    });
  });

  it('may pass when it has ended once, say because something was not there yet', () => {
    expect(podTrouble(crashed(1, {exitCode: 1}))?.isFinal).toBe(false);
  });

  it('names the image that cannot be pulled', () => {
    expect(podTrouble(waiting('ImagePullBackOff', {message: 'not found'}))).toEqual({
      reason: 'image demo:v101 of container "demo" of Pod v101-x cannot be pulled: not found',
      isFinal: false,
    });
  });

  it('is final for a name of an image that is none', () => {
    expect(podTrouble(waiting('InvalidImageName'))?.isFinal).toBe(true);
  });

  it('names what is missing for the configuration', () => {
    expect(podTrouble(waiting('CreateContainerConfigError', {message: 'secret "x" not found'}))?.reason).toBe(
      'container "demo" of Pod v101-x does not start: CreateContainerConfigError: secret "x" not found',
    );
  });

  it('is that no node has a place for it', () => {
    const conditions = [{type: 'PodScheduled', status: 'False', message: '0/3 nodes are available'}];
    expect(podTrouble({metadata: {name: 'v101-x'}, status: {conditions}})?.reason).toBe(
      'Pod v101-x has no place: 0/3 nodes are available',
    );
  });
});
