import {describe, expect, it} from '@jest/globals';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import {RERUN_ANNOTATION} from '../../src/experiment/wish.js';
import type {Ports} from '../../src/engine/ports.js';
import {runExperiment} from '../../src/engine/run.js';
import type {TargetAnswer} from '../../src/engine/step/input.js';
import {isOver} from '../../src/engine/controller/supervisor.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {play} from './support/play.js';
import {wishToAbort} from './support/wish.js';
import type {World, WorldOptions} from './support/world.js';

const TWO_TASKS: Json = [
  {task: 'iter8ctl/nothing'},
  {task: 'common/exec', with: {cmd: 'helm', args: ['{{ .name }}']}},
];

/** An experiment whose finish action fails until it is mended. */
async function playFailing(options: WorldOptions = {}, change?: (world: World, written: Experiment) => void) {
  const ran: string[] = [];
  const state = {isMended: false};
  const runAction: Ports['runAction'] = async ({items, instance}, {status}, report) => {
    for (const {index, task = 'run'} of items) {
      await report({index, task, result: 'running'});
      ran.push(`${instance} ${index} ${status.recommendedVersion}`);
      const isWell = index === 0 || state.isMended;
      await report({index, task, result: isWell ? 'succeeded' : 'failed', output: ''});
      if (!isWell) return {kind: 'failed', reason: 'task 2 (common/exec) ended with exit code 1'};
    }
    return {kind: 'succeeded'};
  };
  const resource = experiment({actions: {finish: TWO_TASKS}});
  const onWrite = (written: Experiment) => change?.(worlds[0]!, written);
  const worlds: World[] = [];
  const remember = (world: World) => (worlds.push(world), {runAction});
  const {world} = await play(resource, {values: HEALTHY, ...options, ports: remember}, {onWrite});
  return {world, ran, mend: () => (state.isMended = true)};
}

function wishRerun({store}: World, instance: string): void {
  store.change((resource) => ({
    ...resource,
    metadata: {...(resource.metadata as JsonObject), annotations: {[RERUN_ANNOTATION]: instance}},
  }));
}

async function resume(world: World) {
  const {experiment: ended} = await runExperiment(world.ports);
  return {...ended!.status, actions: (ended!.source.status as JsonObject).actions as JsonObject};
}

describe('the finish action of an ended experiment', () => {
  it('goes on with the task that failed, for the same version, and mends the experiment', async () => {
    const {world, ran, mend} = await playFailing();
    expect(isOver(world.store.resource)).toBe(true);
    mend();
    wishRerun(world, 'finish-2');
    expect(isOver(world.store.resource)).toBe(false);
    const status = await resume(world);
    expect(ran).toEqual(['finish 0 c', 'finish 1 c', 'finish-2 1 c']);
    expect(status).toMatchObject({stage: 'Completed', message: 'ExperimentCompleted: Experiment Completed'});
    expect(status.failure).toBeUndefined();
    expect(status.actions).toMatchObject({finish: {state: 'failed'}, 'finish-2': {state: 'succeeded'}});
    expect(world.weights.map(({percent}) => percent)).toEqual([0, 100]);
    expect(isOver(world.store.resource)).toBe(true);
  });

  it('may fail once more, and be run a third time', async () => {
    const {world, ran, mend} = await playFailing();
    wishRerun(world, 'finish-2');
    expect((await resume(world)).failure).toBe('HandlerFailed: Finish actions failed');
    mend();
    wishRerun(world, 'finish-3');
    expect((await resume(world)).failure).toBeUndefined();
    expect(ran.slice(2)).toEqual(['finish-2 1 c', 'finish-3 1 c']);
  });

  it('keeps the words of its verdict', async () => {
    const {world, ran, mend} = await playFailing({}, (one, {status}) => {
      if (status.completedIterations === 1) wishToAbort(one);
    });
    mend();
    wishRerun(world, 'finish-2');
    const {message} = await resume(world);
    expect(message).toBe('ExperimentCompleted: Experiment aborted');
    expect(ran.at(-1)).toBe('finish-2 1 b');
  });

  it.each(['finish', 'finish-1', 'finish-x', 'start', 'loop-2', ''])('is not run again for the wish %j', async (wish) => {
    const {world, ran} = await playFailing();
    wishRerun(world, wish);
    await resume(world);
    expect(ran).toHaveLength(2);
  }); // prettier-ignore

  it('is run once for one wish', async () => {
    const {world, ran, mend} = await playFailing();
    mend();
    wishRerun(world, 'finish-2');
    await resume(world);
    await resume(world);
    expect(ran).toHaveLength(3);
  });

  it('waits until no other experiment has the target', async () => {
    let answer: TargetAnswer = {kind: 'acquired'};
    const {world, ran, mend} = await playFailing({target: () => answer});
    mend();
    answer = {kind: 'held', by: 'shop/other'};
    wishRerun(world, 'finish-2');
    const sleep = world.ports.sleep;
    let waits = 0;
    const patient = {...world.ports, sleep: async (until: Date) => {
      if (++waits === 2) answer = {kind: 'acquired'};
      await sleep(until);
    }}; // prettier-ignore
    await runExperiment(patient);
    expect([waits, ran.at(-1)]).toEqual([2, 'finish-2 1 c']);
  });

  const edit = ({store}: World, finish: Json) => {
    store.change((resource) => {
      const spec = resource.spec as JsonObject;
      return {...resource, spec: {...spec, strategy: {...(spec.strategy as JsonObject), actions: {finish}}}};
    });
  };
  const [FIRST, SECOND] = TWO_TASKS as [Json, Json];
  const BEFORE: Json = {task: 'iter8ctl/nothing', if: 'WinnerFound()'};

  it('goes on with a task that was mended, or put behind it', async () => {
    const {world, ran, mend} = await playFailing();
    mend();
    edit(world, [FIRST, {task: 'common/exec', with: {cmd: 'true'}}, BEFORE]);
    wishRerun(world, 'finish-2');
    expect((await resume(world)).failure).toBeUndefined();
    expect(ran.slice(2)).toEqual(['finish-2 1 c', 'finish-2 2 c']);
  });

  it.each<[string, Json]>([
    ['has another place', [BEFORE, FIRST, SECOND]],
    ['is another one', [BEFORE, SECOND]],
    ['is gone', [SECOND]],
  ])('repeats nothing, and leaves nothing out, when what had succeeded %s', async (_what, finish) => {
    const {world, ran, mend} = await playFailing();
    mend();
    edit(world, finish);
    wishRerun(world, 'finish-2');
    const {message} = await resume(world);
    expect(ran).toHaveLength(2);
    expect(message).toContain('task 1 was changed after the action had begun');
    edit(world, TWO_TASKS);
    wishRerun(world, 'finish-3');
    expect((await resume(world)).failure).toBeUndefined();
    expect(ran.slice(2)).toEqual(['finish-3 1 c']);
  });
});
