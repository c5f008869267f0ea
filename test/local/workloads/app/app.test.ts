import {describe, expect, it} from '@jest/globals';
import {startApp} from '../../../../src/local/workloads/app/app.js';
import {type AppBehaviour, tutorialApp} from '../../../../src/local/workloads/app/behaviour.js';
import {appOfPodSpec} from '../../../../src/local/workloads/app/container.js';
import {seededRandom} from '../../../../src/metrics/mock/random.js';
import {eventually} from '../../../support/servers.js';
import {closeAfterEach, closing} from '../../proxy/support.js';
import {colours, get} from '../support.js';

closeAfterEach();

const IMAGE = 'gcr.io/knative-samples/knative-route-demo';

function found(image: string, env: Record<string, string> = {}) {
  const variables = Object.entries(env).map(([name, value]) => ({name, value}));
  return appOfPodSpec({containers: [{image, env: variables}]}, tutorialApp);
}

describe('the app that stands for an image', () => {
  it.each([
    [`${IMAGE}:blue`, {}, 'blue'],
    [`${IMAGE}:green`, {T_VERSION: 'teal'}, 'teal'],
    [`${IMAGE}@sha256:0123`, {}, 'blue'],
  ])('shows its colour: %s with %j', (image, env, colour) => {
    expect(found(image, env)).toEqual({
      kind: 'app',
      behaviour: {colour, latency: {mean: 2, deviation: 1}, errorRate: 0},
    });
  });

  it('is as slow and as bad as its environment says', () => {
    expect(found(`${IMAGE}:green`, {BEHAVIOUR: 'latency=80±20,error-rate=0.02'})).toMatchObject({
      behaviour: {latency: {mean: 80, deviation: 20}, errorRate: 0.02},
    });
  });

  it('is not there for a behaviour that no app can have, and says what is wrong with it', () => {
    const {kind, ...rest} = found(`${IMAGE}:green`, {BEHAVIOUR: 'latency=quick'});
    expect(kind).toBe('failing');
    expect(rest).toMatchObject({
      waiting: 'CreateContainerConfigError',
      reason: expect.stringContaining('"quick"') as unknown,
    });
  });

  it.each([
    ['foobar/iter8-demo:v100', 100],
    ['registry.example:5000/team/iter8-demo:v101', 300],
    ['iter8-demo:v102@sha256:0123', 50],
    ['foobar/iter8-demo:v9', 100],
    ['foobar/iter8-demo', 100],
  ])('waits as long as the tag of the pipeline tutorial says: %s', (image, mean) => {
    expect(found(image)).toMatchObject({kind: 'app', behaviour: {latency: {mean, deviation: 0}, errorRate: 0}});
  });

  it('of the pipeline tutorial behaves as its environment says, whatever its tag', () => {
    expect(found('foobar/iter8-demo:v101', {BEHAVIOUR: 'latency=20'})).toMatchObject({
      behaviour: {colour: 'v101', latency: {mean: 20, deviation: 0}},
    });
  });

  it('crashes where the environment says so', () => {
    expect(found('foobar/iter8-demo:v101', {BEHAVIOUR: 'crash'})).toMatchObject({
      kind: 'failing',
      waiting: 'CrashLoopBackOff',
    });
  });

  it.each(['nginx', `${IMAGE}-other:blue`, `evil.example/${IMAGE}:blue`, 'foobar/not-iter8-demo:v100', ''])(
    'is not there for %j',
    (image) => {
      const reason = expect.stringContaining(image) as unknown;
      expect(found(image)).toMatchObject({kind: 'failing', waiting: 'ImagePullBackOff', reason});
    },
  );

  it('is not there without containers', () => {
    expect(appOfPodSpec({}, tutorialApp).kind).toBe('failing');
  });
});

async function started(behaviour: Partial<AppBehaviour>, slept: number[] = []): Promise<string> {
  const clock = {sleep: (milliseconds: number) => Promise.resolve(void slept.push(milliseconds))};
  const app = await startApp(
    {colour: 'blue', latency: {mean: 2, deviation: 1}, errorRate: 0, ...behaviour},
    {clock, random: seededRandom('app')},
  );
  closing.push(() => app.close());
  return app.url;
}

describe('the app', () => {
  it('fails in the share of requests that it is told, exactly', async () => {
    expect(await colours(await started({errorRate: 0.05}), 200)).toEqual({blue: 190, 500: 10});
  });

  it('takes its time as it is told, about a mean', async () => {
    const slept: number[] = [];
    await colours(await started({latency: {mean: 80, deviation: 20}}, slept), 300);
    const mean = slept.reduce((sum, one) => sum + one, 0) / slept.length;
    const deviation = Math.sqrt(slept.reduce((sum, one) => sum + (one - mean) ** 2, 0) / slept.length);
    expect(slept).toHaveLength(300);
    expect(Math.abs(mean - 80)).toBeLessThan(5); // standard error 1.2
    expect(Math.abs(deviation - 20)).toBeLessThan(5);
  });

  it('puts no markup of its colour on the page', async () => {
    const {body} = await get(await started({colour: '<script>x</script>'}));
    expect(body).not.toContain('<script>');
  });

  it('that leaves answers what is under way, and then is gone', async () => {
    const sleeps: {readonly milliseconds: number; readonly wake: () => void}[] = [];
    const sleep = (milliseconds: number) => new Promise<void>((wake) => sleeps.push({milliseconds, wake}));
    const app = await startApp({colour: 'blue', latency: {mean: 2, deviation: 0}, errorRate: 0}, {clock: {sleep}});
    closing.push(() => app.close());
    const answer = get(app.url);
    await eventually(() => sleeps.length === 1, 'a request under way');
    const left = app.leave();
    sleeps[0]!.wake();
    expect(await answer).toMatchObject({status: 200});
    expect(sleeps[1]!.milliseconds).toBeGreaterThan(1000);
    sleeps[1]!.wake();
    await left;
    await expect(get(app.url)).rejects.toThrow('ECONNREFUSED');
  });
});
