import {describe, expect, it} from '@jest/globals';
import {Field} from '../../../src/experiment/field.js';
import {unpackAssignment} from '../../../src/tasks/job/assignment.js';
import {JobWorld, lineOf, NOTHING, SCRIPT, UID} from './support/job-world.js';

const NAME = `iter8-${UID}-finish`;

/** A Job whose Pod runs, with an engine that has seen it. */
async function runningJob(items: ConstructorParameters<typeof JobWorld>[0]) {
  const world = new JobWorld(items);
  const call = world.run();
  await world.jobIsThere();
  world.podRuns();
  await world.time.pass(10);
  return {world, call};
}

describe('an action in a Job', () => {
  it('runs as the task account of the namespace, owned by the experiment, with nothing that it does not need', async () => {
    const {world, call} = await runningJob([SCRIPT]);
    const job = new Field(world.jobs[0]);
    expect(job.get('metadata').value).toMatchObject({
      name: NAME,
      namespace: 'shop',
      labels: {'iter8.tools/experiment': UID, 'iter8.tools/action': 'finish'},
      ownerReferences: [{kind: 'Experiment', name: 'e', uid: UID, controller: true, blockOwnerDeletion: false}],
    });
    expect(job.get('spec').value).toMatchObject({backoffLimit: 0, activeDeadlineSeconds: 960});
    const pod = job.get('spec', 'template', 'spec');
    expect(pod.value).toMatchObject({restartPolicy: 'Never', serviceAccountName: 'iter8-tasks'});
    expect(pod.get('containers').items()[0]!.get('securityContext').value).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {drop: ['ALL']},
    });
    call.stop();
  });

  it('gets the experiment and its items with the Job itself', async () => {
    const {world, call} = await runningJob([NOTHING, SCRIPT]);
    const {annotations} = new Field(world.jobs[0]).get('spec', 'template', 'metadata').value as Record<
      string,
      never
    >;
    const assignment = unpackAssignment(annotations!['iter8.tools/assignment']);
    expect(assignment).toMatchObject({key: 'finish', instance: 'finish', items: [0, 1], timeoutMs: 600_000});
    expect(assignment.resource.spec).toEqual(world.resource.spec);
    call.stop();
  });

  it('is reported item by item, and over when the Pod is', async () => {
    const {world, call} = await runningJob([SCRIPT, SCRIPT]);
    world.begins(0);
    await world.time.pass(10);
    expect(call.reported).toEqual([{index: 0, task: 'run', result: 'running'}]);
    world.ends(0, {output: 'promoted\n'});
    world.ends(1, {result: 'skipped', reason: 'CandidateWon() does not hold'});
    world.print({kind: 'outcome', outcome: {kind: 'succeeded'}});
    await world.time.pass(10);
    expect(call.outcome()).toBeUndefined();
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
    expect(call.reported.slice(1)).toEqual([
      {index: 0, task: 'run', result: 'succeeded', output: 'promoted\n'},
      {index: 1, task: 'run', result: 'skipped', output: '', reason: 'CandidateWon() does not hold'},
    ]);
  });

  it('fails with the reason that its log tells', async () => {
    const {world, call} = await runningJob([SCRIPT]);
    world.begins(0);
    world.ends(0, {result: 'failed', reason: 'ended with exit code 1'});
    const outcome = {kind: 'failed', reason: 'task 1 (run) ended with exit code 1'} as const;
    world.print({kind: 'outcome', outcome});
    world.podEnds(3);
    expect(await world.ended(call)).toEqual(outcome);
    expect(call.reported).toHaveLength(2);
  });

  it('is known by its last words when the log is lost', async () => {
    const {world, call} = await runningJob([SCRIPT]);
    world.hasLogs = false;
    const end = {index: 0, task: 'run', result: 'failed', output: '', reason: 'ended with exit code 1'} as const;
    const outcome = {kind: 'failed', reason: 'task 1 (run) ended with exit code 1'} as const;
    world.podEnds(3, {message: [lineOf({kind: 'end', end}), lineOf({kind: 'outcome', outcome})].join('\n')});
    expect(await world.ended(call)).toEqual(outcome);
    expect(call.reported).toEqual([end]);
  });

  it.each([
    [0, {kind: 'succeeded'}],
    [3, {kind: 'failed', reason: 'a task failed, and the log that says which is lost'}],
  ])('is known by exit code %i when those are lost too', async (exitCode, outcome) => {
    const {world, call} = await runningJob([SCRIPT]);
    world.hasLogs = false;
    world.podEnds(exitCode);
    expect(await world.ended(call)).toEqual(outcome);
  });

  it('is known by its Job when even its Pod is gone', async () => {
    const {world, call} = await runningJob([SCRIPT]);
    world.cluster.remove('Pod', `${NAME}-x`);
    world.jobEnds('CompletionsReached', 'Reached expected number of succeeded pods', 'Complete');
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it('ignores what its tasks print of items that it does not have', async () => {
    const {world, call} = await runningJob([SCRIPT]);
    world.print({kind: 'end', end: {index: 7, task: 'run', result: 'succeeded', output: ''}});
    world.print({kind: 'end', end: {index: 0, task: 'common/exec', result: 'succeeded', output: ''}});
    world.print({kind: 'outcome', outcome: {kind: 'succeeded'}});
    world.podEnds(0);
    expect([await world.ended(call), call.reported]).toEqual([{kind: 'succeeded'}, []]);
  });
});

describe('an engine that ends in the middle of an action', () => {
  it('leaves the Job to the next one, which hears what it has not heard', async () => {
    const {world, call} = await runningJob([SCRIPT, SCRIPT]);
    world.begins(0);
    await world.time.pass(10);
    call.stop();
    await world.time.pass(10);
    world.ends(0);
    world.begins(1);
    const next = world.run({begun: [0]});
    await world.time.pass(10);
    world.ends(1);
    world.print({kind: 'outcome', outcome: {kind: 'succeeded'}});
    world.podEnds(0);
    expect(await world.ended(next)).toEqual({kind: 'succeeded'});
    expect(next.reported.map(({index, result}) => `${index} ${result}`)).toEqual([
      '0 succeeded',
      '1 running',
      '1 succeeded',
    ]);
    expect(world.cluster.writes).toEqual([`create Job shop/${NAME}`]);
  });

  it('has a successor that takes up the last of several Jobs', async () => {
    const {world, call} = await runningJob([NOTHING, SCRIPT]);
    world.begins(0);
    world.podEnds(137, {}, {reason: 'Evicted', message: 'no memory'});
    await world.jobIsThere(2);
    call.stop();
    const next = world.run({ended: [0], begun: [1]});
    world.podEnds(0);
    expect(await world.ended(next)).toEqual({kind: 'succeeded'});
    expect(world.jobNames).toEqual([NAME, `${NAME}-try2`]);
  });

  it.each([
    [
      'an item that was begun',
      {begun: [1], ended: [0]},
      'its Job is gone: task 2 (run) was interrupted and is not of a kind that may be repeated; see what it has done, and finish it by hand',
    ],
    [
      'an item that may have begun',
      {ended: [0]},
      'its Job is gone: nobody knows whether task 2 (run) had begun, which is not of a kind that may be repeated; see what it has done, and finish it by hand',
    ],
  ])('has a successor that does not repeat %s when its Job is gone', async (_what, known, reason) => {
    const world = new JobWorld([NOTHING, SCRIPT]);
    expect(await world.ended(world.run(known))).toEqual({kind: 'failed', reason});
    expect(world.cluster.writes).toEqual([]);
  });

  it('has nothing to do with what an earlier run of the action has done', async () => {
    const world = new JobWorld([NOTHING, SCRIPT]);
    const call = world.run({ended: [0], isRerun: true});
    await world.jobIsThere();
    world.podEnds(0);
    expect(await world.ended(call)).toEqual({kind: 'succeeded'});
  });

  it('has a successor that only ends the action when nothing of it is left', async () => {
    const world = new JobWorld([SCRIPT]);
    expect(await world.ended(world.run({ended: [0]}))).toEqual({kind: 'succeeded'});
    expect(world.cluster.writes).toEqual([]);
  });
});
