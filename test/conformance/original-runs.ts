import type {JsonObject} from '../../src/experiment/json.js';
import {objectOf, objectsOf} from '../../src/local/apiserver/object.js';
import {experiment, HEALTHY, LATENCY, type Sketch, SLOW} from '../engine/support/experiment.js';
import {play} from '../engine/support/play.js';
import type {World, WorldOptions} from '../engine/support/world.js';
import type {Case, Table} from './case.js';

/** `MESSAGE`, how a whole run ends. */
async function ending(resource: JsonObject, options: WorldOptions = {values: HEALTHY}): Promise<string> {
  const {experiment: ended} = await play(resource, options);
  return (ended.status.message ?? '').replace(/^ExperimentCompleted: /, '');
}

/** `b/c b/c …`, the splits that a run has set. */
async function splits(resource: JsonObject, options: WorldOptions = {values: HEALTHY}): Promise<string> {
  const {world} = await play(resource, options);
  return world.splits.map((split) => split.join('/')).join(' ') || 'none';
}

/** The stages that a run shows, each once. */
async function stages(resource: JsonObject, options: WorldOptions = {values: HEALTHY}): Promise<string> {
  const {lines} = await play(resource, options);
  return [...new Set(lines.map((line) => line.split(' | ')[0]))].join(' ');
}

/** Seconds that a run waits between its iterations. */
async function waits(resource: JsonObject): Promise<string> {
  const {world} = await play(resource, {values: HEALTHY});
  return world.waits.filter((seconds) => seconds > 0).join(' ');
}

/** How often the condition Failed changes its time in a run that goes well. */
async function transitions(): Promise<string> {
  const times = new Set<unknown>();
  await play(experiment(), {values: HEALTHY}, {onWrite: ({source}) => void times.add(failedSince(source))});
  return `${times.size - 1}`;
}

function failedSince({status}: JsonObject): unknown {
  const conditions = objectsOf(objectOf(status).conditions);
  return conditions.find(({type}) => type === 'Failed')?.lastTransitionTime;
}

/** A run whose target cannot be looked up twice: how often it asks before it begins. */
async function asksForTarget(): Promise<string> {
  let asked = 0;
  const acquireTarget = async () => {
    asked += 1;
    if (asked < 3) throw new Error('no answer');
    return {kind: 'acquired'} as const;
  };
  await play(experiment(), {values: HEALTHY, ports: () => ({acquireTarget})});
  return `asked ${asked} times`;
}

type Row = readonly [input: string, theirs: string, ours: string, observe: Case['observe'], because?: string];

function cases(rows: readonly Row[]): Case[] {
  return rows.map(([input, theirs, ours, observe, because]) => ({input, theirs, ours, observe, ...(because !== undefined && {because})})); // prettier-ignore
}

const of = (sketch: Sketch) => experiment(sketch);
const CAUSE = 'weakness 16: the message tells the cause';
const FAILED = 'Experiment failed';
const nothing = (name: string): JsonObject => ({[name]: [{task: 'iter8ctl/nothing'}]});
const failing = (name: string) => of({actions: {[name]: [{run: 'exit 1'}]}});
const LEFT = 'weakness 14: traffic does not stay on what failed';
const ROLLBACK = [{...LATENCY, rollback_on_failure: true}];

export const VALIDATION: Table = {
  title: 'Validation: how a run ends that cannot be',
  source: 'etc3 v0.1.38',
  cases: cases([
    ['an item with task and run', FAILED, 'Experiment failed: Item 1 of action finish has not exactly one of task and run', () => ending(of({actions: {finish: [{task: 'iter8ctl/nothing', run: 'true'}]}})), 'weakness 15: Failed is true, with a reason; 16'], // prettier-ignore
    ['a metric that is not there', FAILED, 'Experiment failed: Unable to find metric default/latency: not found', () => ending(of({}), {metrics: () => ({kind: 'missing', name: 'default/latency', reason: 'not found'})}), CAUSE], // prettier-ignore
    ['no versionInfo', FAILED, 'Experiment failed: No versionInfo in experiment', () => ending(of({spec: {versionInfo: undefined}})), CAUSE], // prettier-ignore
    ['Canary without a candidate', FAILED, 'Experiment failed: Invalid number of candidates for Canary experiment', () => ending(of({candidates: []})), CAUSE], // prettier-ignore
    ['Canary with two candidates', FAILED, 'Experiment failed: Invalid number of candidates for Canary experiment', () => ending(of({candidates: ['c', 'd']})), CAUSE], // prettier-ignore
    ['Conformance with a candidate', FAILED, 'Experiment failed: Invalid number of candidates for Conformance experiment', () => ending(of({pattern: 'Conformance'})), CAUSE], // prettier-ignore
    ['two versions of one name', FAILED, 'Experiment failed: Version names are not unique', () => ending(of({candidates: ['b']})), CAUSE], // prettier-ignore
    ['A/B without a reward', FAILED, 'Experiment failed: Invalid number of rewards for A/B experiment', () => ending(of({pattern: 'A/B'})), CAUSE], // prettier-ignore
    ['a fieldPath without a dot', FAILED, "Experiment failed: Fieldpaths must start with '.'", () => ending(of({spec: {versionInfo: {baseline: {name: 'b'}, candidates: [{name: 'c', weightObjRef: {fieldPath: 'x'}}]}}})), CAUSE], // prettier-ignore
    ['weights that cannot be read', FAILED, 'Experiment failed: Specification of version weightObjectRef invalid: no such field', () => ending(of({}), unreadable), CAUSE], // prettier-ignore
  ]),
};

const unreadable: WorldOptions = {
  values: HEALTHY,
  ports: (): Partial<World['ports']> => ({
    observeWeights: async () => ({kind: 'invalid', reason: 'no such field'}),
  }),
};

export const ITERATIONS: Table = {
  title: 'Iterations, of two with 20 s between',
  source: 'etc3 v0.1.38',
  cases: cases([
    ['stages without actions', 'Waiting Initializing Running Completed', 'Waiting Initializing Running Completed', () => stages(of({}))], // prettier-ignore
    ['stages with a finish action', 'Waiting Initializing Running Finishing Completed', 'Waiting Initializing Running Finishing Completed', () => stages(of({actions: nothing('finish')}))], // prettier-ignore
    ['end without a finish action', 'Experiment completed successfully', 'Experiment completed successfully', () => ending(of({}))], // prettier-ignore
    ['end with a finish action', 'Experiment Completed', 'Experiment Completed', () => ending(of({actions: nothing('finish')}))], // prettier-ignore
    ['waits of four iterations', '20 20 20', '20 20 20', () => waits(of({duration: {iterationsPerLoop: 2, maxLoops: 2}}))], // prettier-ignore
    ['rollback without a finish action', 'Experiment rolled back', 'Experiment rolled back', () => ending(of({objectives: ROLLBACK}), {values: SLOW})], // prettier-ignore
    ['rollback with a finish action', 'Experiment Completed', 'Experiment rolled back', () => ending(of({objectives: ROLLBACK, actions: nothing('finish')}), {values: SLOW}), 'weakness 16: the message tells what happened'], // prettier-ignore
    ['traffic after a rollback', 'none', '100/0', () => splits(of({objectives: ROLLBACK}), {values: SLOW}), LEFT],
    ['who has the target cannot be read, twice', 'the target is taken blindly', 'asked 3 times', asksForTarget, 'weakness 19: what cannot be read is not taken for free'], // prettier-ignore
    ['how often Failed changes its time in a run that goes well', 'at every mark', '0', transitions, 'weakness 27: only when it changes itself'], // prettier-ignore
    ['only the baseline violates what must hold', 'Experiment rolled back', 'Experiment completed successfully', () => ending(of({objectives: ROLLBACK}), {values: () => ({'default/latency': {b: '99', c: '12'}})}), 'weakness 14: candidates are judged, not the baseline'], // prettier-ignore
  ]),
};

export const PATTERNS: Table = {
  title: 'Which splits a healthy run of two iterations sets',
  source: 'etc3 v0.1.38',
  cases: cases([
    [
      'Canary, Progressive',
      '90/10 80/20',
      '90/10 80/20 0/100',
      () => splits(of({})),
      'all traffic goes to the winner at the end, before the finish action',
    ],
    ['Canary, FixedSplit', 'none', 'none', () => splits(of({deployment: 'FixedSplit'}))],
    [
      'Canary, BlueGreen',
      '90/10 80/20',
      '0/100 0/100',
      () => splits(of({deployment: 'BlueGreen'})),
      'weakness 26: BlueGreen switches; the last one is the end',
    ],
    ['Conformance', 'none', 'none', () => splits(of({pattern: 'Conformance', candidates: []}))],
    [
      'Canary, Progressive, the candidate violates',
      '95/5 95/5',
      '100/0',
      () => splits(of({}), {values: SLOW}),
      'weakness 8: a version that violates an objective gets nothing',
    ],
    ['Canary, BlueGreen, the candidate violates', 'none', '100/0', () => splits(of({deployment: 'BlueGreen'}), {values: SLOW}), LEFT], // prettier-ignore
  ]),
};

export const ACTIONS: Table = {
  title: 'Actions that fail, and how the run ends',
  source: 'etc3 v0.1.38',
  cases: cases([
    [
      'start',
      'Start actions failed',
      'Start actions failed: task 1 (run) ended with exit code 1',
      () => ending(failing('start')),
      CAUSE,
    ],
    [
      'loop',
      'Loop actions failed',
      'Loop actions failed: task 1 (run) ended with exit code 1',
      () => ending(failing('loop')),
      CAUSE,
    ],
    [
      'finish',
      'Finish actions failed',
      'Finish actions failed: task 1 (run) ended with exit code 1; traffic stays at b 0, c 100',
      () => ending(failing('finish')),
      CAUSE,
    ],
    ['finish, in a rollback', 'Finish actions failed', 'Rollback actions failed: task 1 (run) ended with exit code 1', () => ending(of({objectives: ROLLBACK, actions: {finish: [{run: 'exit 1'}]}}), {values: SLOW}), CAUSE], // prettier-ignore
  ]),
};
