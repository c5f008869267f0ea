import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import {JobWorld, NOTHING, SCRIPT, UID} from './support/job-world.js';

const NAME = `iter8-${UID}-finish`;

const waiting = (reason: string, message: string) => ({
  phase: 'Pending',
  containerStatuses: [{image: 'iter8ctl:test', state: {waiting: {reason, message}}}],
});

describe('a Job that does not start', () => {
  const QUOTA = 'pods "x" is forbidden: exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3';
  const ACCOUNT = 'error looking up service account shop/iter8-tasks: serviceaccount "iter8-tasks" not found';

  it.each<[string, (world: JobWorld) => void, string]>([
    ['denied by a quota', (world) => world.event('FailedCreate', QUOTA), QUOTA],
    [
      'without its account',
      (world) => world.event('FailedCreate', ACCOUNT),
      `${ACCOUNT}; an administrator can mend it with: iter8ctl install --tasks-in shop`,
    ],
    [
      'that no node takes',
      (world) =>
        world.pod({
          phase: 'Pending',
          conditions: [
            {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available'},
          ],
        }),
      'no node takes its Pod: Unschedulable: 0/3 nodes are available',
    ],
    [
      'whose image cannot be pulled',
      (world) => world.pod(waiting('ImagePullBackOff', 'Back-off pulling image')),
      'the image iter8ctl:test cannot be pulled (ImagePullBackOff: Back-off pulling image); say which with iter8ctl install --image, or controller --task-image',
    ],
    [
      'whose container cannot be made',
      (world) => world.pod(waiting('CreateContainerError', 'no such user')),
      'CreateContainerError: no such user',
    ],
  ])('%s says so early, and is given up after five minutes', async (_what, happen, problem) => {
    const world = new JobWorld([SCRIPT]);
    const call = world.run();
    await world.jobIsThere();
    happen(world);
    await world.time.pass(20);
    expect(world.problems).toEqual([problem]);
    const reason = `the Job ${NAME} did not start within 300 s: ${problem}`;
    expect(await world.ended(call)).toEqual({kind: 'failed', reason});
    expect(world.cluster.writes).toEqual([`create Job shop/${NAME}`, `delete Job shop/${NAME}`]);
  });

  const refusing = (message: string, times: number) => {
    let left = times;
    return new JobWorld([SCRIPT], (verb) => {
      if (verb !== 'create' || left-- <= 0) return;
      throw new Iter8Error('FORBIDDEN', message);
    });
  };

  it('because of a quota for Jobs is made when there is room again', async () => {
    const world = refusing('not allowed to create jobs.batch: exceeded quota: few', 3);
    const call = world.run();
    await world.jobIsThere();
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it('because of a quota for Jobs that stays is given up', async () => {
    const world = refusing('not allowed to create jobs.batch: exceeded quota: few', Infinity);
    const reason = 'not allowed to create jobs.batch: exceeded quota: few';
    expect(await world.ended(world.run())).toEqual({kind: 'failed', reason});
  });

  it('because the controller may not make any says at once who can allow it', async () => {
    const world = refusing('not allowed to create jobs.batch in namespace "shop" as "c"', Infinity);
    const started = world.time.now();
    const reason =
      'not allowed to create jobs.batch in namespace "shop" as "c"; an administrator can mend it with: iter8ctl install --tasks-in shop';
    expect(await world.ended(world.run())).toEqual({kind: 'failed', reason});
    expect(world.time.now()).toEqual(started);
  });
});

describe('a Job that may not be looked at', () => {
  const message = 'the server does not accept the credentials: expired or wrong';
  const refused = (times: number) => {
    const state = {left: times, isBegun: false};
    const world = new JobWorld([SCRIPT], (verb) => {
      if (!state.isBegun || verb !== 'list' || state.left-- <= 0) return;
      throw new Iter8Error('FORBIDDEN', message);
    });
    return {world, begin: () => (state.isBegun = true)};
  };

  it('for a moment goes on', async () => {
    const {world, begin} = refused(3);
    const call = world.run();
    await world.jobIsThere();
    begin();
    world.podRuns();
    await world.time.pass(30);
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it('for a minute is given up, and ended', async () => {
    const {world, begin} = refused(Infinity);
    const call = world.run();
    await world.jobIsThere();
    begin();
    const reason = `${message}; an administrator can mend it with: iter8ctl install --tasks-in shop`;
    expect(await world.ended(call)).toEqual({kind: 'failed', reason});
    expect(world.cluster.writes).toEqual([`create Job shop/${NAME}`, `delete Job shop/${NAME}`]);
  });
});

describe('a Job that is lost', () => {
  const evicted = {reason: 'Evicted', message: 'The node was low on resource: memory'};

  async function runs(items: ConstructorParameters<typeof JobWorld>[0]) {
    const world = new JobWorld(items);
    const call = world.run();
    await world.jobIsThere();
    world.podRuns();
    world.begins(0);
    await world.time.pass(10);
    return {world, call};
  }

  it('in the middle of what may not be repeated needs a hand', async () => {
    const {world, call} = await runs([SCRIPT]);
    world.podEnds(137, {}, evicted);
    expect(await world.ended(call)).toEqual({
      kind: 'failed',
      reason:
        'its Job was lost (Evicted: The node was low on resource: memory): task 1 (run) was interrupted and is not of a kind that may be repeated; see what it has done, and finish it by hand',
    });
    expect(world.jobs).toHaveLength(1);
  });

  it('in the middle of what may be repeated is followed by another one, which goes on there', async () => {
    const {world, call} = await runs([NOTHING, SCRIPT]);
    world.podEnds(137, {}, evicted);
    await world.jobIsThere(2);
    expect(world.jobNames).toEqual([NAME, `${NAME}-try2`]);
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it.each<[string, (world: JobWorld) => void]>([
    ['that cannot be read', (world) => (world.hasLogs = false)],
    ['that the node says it has lost', (world) => world.loseLog()],
  ])('with a log %s is not repeated where a later item may have begun', async (_what, lose) => {
    const {world, call} = await runs([NOTHING, SCRIPT]);
    lose(world);
    world.pod({phase: 'Failed', ...evicted});
    expect((await world.ended(call)) as object).toMatchObject({
      reason: expect.stringContaining('nobody knows whether task 2 (run) had begun'),
    });
    expect(world.jobs).toHaveLength(1);
  });

  it.each([
    ['succeeded', {kind: 'succeeded'}],
    ['failed', {kind: 'failed', reason: 'task 1 (iter8ctl/nothing) failed'}],
  ] as const)('after its last item had %s has ended so', async (result, outcome) => {
    const {world, call} = await runs([NOTHING]);
    world.ends(0, {result});
    world.podEnds(137, {}, evicted);
    expect(await world.ended(call)).toEqual(outcome);
    expect(world.jobs).toHaveLength(1);
  });

  it('before its container ran is followed by another one, whatever its items are', async () => {
    const world = new JobWorld([SCRIPT]);
    const call = world.run();
    await world.jobIsThere();
    world.pod({phase: 'Failed', reason: 'OutOfcpu', message: 'Node did not have enough resource: cpu'});
    await world.jobIsThere(2);
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it('three times is given up', async () => {
    const {world, call} = await runs([NOTHING]);
    for (const attempt of [1, 2, 3]) {
      await world.jobIsThere(attempt);
      world.podEnds(137, {}, evicted);
    }
    expect(await world.ended(call)).toMatchObject({reason: expect.stringContaining('as were those before it')});
    expect(world.jobs).toHaveLength(3);
  });

  it('because somebody deleted it is not made again', async () => {
    const {world, call} = await runs([NOTHING]);
    world.cluster.remove('Job', NAME);
    world.cluster.remove('Pod', `${NAME}-x`);
    expect(await world.ended(call)).toEqual({
      kind: 'failed',
      reason: `the Job ${NAME} was deleted while task 1 was under way; see what it has done, and finish it by hand`,
    });
    expect(world.cluster.writes).toEqual([`create Job shop/${NAME}`]);
  });

  it('because its Pod was asked to end is followed by another one where nothing can happen twice', async () => {
    const {world, call} = await runs([NOTHING]);
    world.podEnds(130, {reason: 'Error'});
    await world.jobIsThere(2);
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it('because somebody deleted it is over when its Pod has ended', async () => {
    const {world, call} = await runs([NOTHING]);
    world.removeJob();
    await world.time.pass(10);
    expect(call.outcome()).toBeUndefined();
    world.podEnds(130, {reason: 'Error'});
    expect(await world.ended(call)).toMatchObject({reason: expect.stringMatching(/was deleted while task 1/)});
  });

  it.each([
    ['with its Pod', 'FailureTarget'],
    ['before its Pod', 'Failed'],
  ])('by its deadline %s is over, also where its items may run twice', async (_what, type) => {
    const {world, call} = await runs([NOTHING]);
    world.jobEnds('DeadlineExceeded', 'Job was active longer than specified deadline', type);
    if (type === 'FailureTarget') world.podEnds(130, {reason: 'Error'});
    else world.cluster.remove('Pod', `${NAME}-x`);
    expect(await world.ended(call)).toMatchObject({
      reason: expect.stringContaining('ended too early: DeadlineExceeded'),
    });
  });

  it('by its deadline is over', async () => {
    const {world, call} = await runs([SCRIPT]);
    world.cluster.remove('Pod', `${NAME}-x`);
    world.jobEnds('DeadlineExceeded', 'Job was active longer than specified deadline');
    expect(await world.ended(call)).toEqual({
      kind: 'failed',
      reason: `the Job ${NAME} ended too early: DeadlineExceeded: Job was active longer than specified deadline while task 1 was under way; see what it has done, and finish it by hand`,
    });
  });

  it('with a node that never answers again is given up and deleted', async () => {
    const {world, call} = await runs([SCRIPT]);
    world.hasLogs = false;
    expect(await world.ended(call)).toMatchObject({
      kind: 'failed',
      reason: `the Job ${NAME} does not come to an end while task 1 was under way; see what it has done, and finish it by hand`,
    });
    expect(world.jobs).toEqual([]);
  });

  it('because its task runner cannot go on says what that wrote last', async () => {
    const world = new JobWorld([SCRIPT]);
    const call = world.run();
    await world.jobIsThere();
    world.printText('error: this is no assignment of an iter8ctl controller\n');
    world.podEnds(2, {reason: 'Error'});
    const reason = `the Job ${NAME} ended too early: exit code 2: error: this is no assignment of an iter8ctl controller`;
    expect(await world.ended(call)).toEqual({kind: 'failed', reason});
  });

  it('because its container was killed says so', async () => {
    const {world, call} = await runs([SCRIPT]);
    world.podEnds(137, {reason: 'OOMKilled'});
    expect(await world.ended(call)).toMatchObject({reason: expect.stringContaining('ended too early: OOMKilled')});
    expect(world.jobs).toHaveLength(1);
  });
});

describe('an action that nobody wants any more', () => {
  it('has its Job deleted, waits till its Pod has ended, and makes no other', async () => {
    const world = new JobWorld([SCRIPT]);
    const call = world.run();
    await world.jobIsThere();
    world.podRuns();
    world.begins(0);
    await world.time.pass(10);
    call.cancel();
    await world.time.pass(20);
    expect([call.outcome(), world.jobs]).toEqual([undefined, []]);
    world.podEnds(130);
    expect(await world.ended(call)).toEqual({kind: 'failed', reason: 'the experiment is aborted'});
    expect(world.cluster.writes).toEqual([`create Job shop/${NAME}`, `delete Job shop/${NAME}`]);
  });

  it('has its Job deleted also where the server does not do so at once', async () => {
    const left = {refusals: 2};
    const world = new JobWorld([SCRIPT], (verb) => {
      if (verb === 'delete' && left.refusals-- > 0) throw new Iter8Error('UNREACHABLE', 'connection refused');
    });
    const call = world.run();
    await world.jobIsThere();
    world.podRuns();
    call.cancel();
    await world.time.pass(30);
    expect(world.jobs).toEqual([]);
    world.podEnds(130);
    expect(await world.ended(call)).toEqual({kind: 'failed', reason: 'the experiment is aborted'});
  });

  it('gets no Job where it has none yet', async () => {
    const world = new JobWorld([SCRIPT]);
    const call = world.run();
    call.cancel();
    expect(await world.ended(call)).toEqual({kind: 'failed', reason: 'the experiment is aborted'});
    expect(world.cluster.writes).toEqual([]);
  });
});
