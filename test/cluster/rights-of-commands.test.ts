import {describe, expect, it} from '@jest/globals';
import Abort from '../../src/commands/abort.js';
import Assert from '../../src/commands/assert.js';
import Cleanup from '../../src/commands/cleanup.js';
import Create from '../../src/commands/create/experiment.js';
import Describe from '../../src/commands/describe.js';
import Get from '../../src/commands/get/experiments.js';
import Logs from '../../src/commands/logs.js';
import Pause from '../../src/commands/pause.js';
import Rerun from '../../src/commands/rerun.js';
import Resume from '../../src/commands/resume.js';
import Validate from '../../src/commands/validate.js';
import Watch from '../../src/commands/watch.js';
import {TASK_ACCOUNT} from '../../src/engine/jobs/account.js';
import {commandRights} from '../../src/operate/doctor/rights.js';
import {controllerRole, taskRunnerRole} from '../../src/operate/install/roles.js';
import type {Rights} from '../../src/operate/server-check/grants.js';
import {testCluster, type TestCluster} from '../support/cluster.js';
import {Authority, limitRights} from './rights/authority.js';
import {FRESH, settlePlace} from './rights/place.js';
import {Play} from './rights/play.js';
import {isAbout, refusalOf, type Right, rightsOf, textOf} from './rights/right.js';
import {WITH_POD} from './rights/scenarios.js';
import {type Person, personWith} from './rights/user.js';
import {installDefinitions} from './support/experiments.js';

const authority = new Authority();
const cluster = await testCluster({authorize: authority.authorize});
await installDefinitions(cluster);

/** The embedded server says to everybody what accounts may do. */
function isRefused({resource}: Rights): boolean {
  return cluster.isReal || resource !== 'subjectaccessreviews';
}

/** What `doctor` says that some commands need. */
const GROUPS = new Map(
  commandRights('any', 'any').map(({what, rights}) => [
    what,
    rights
      .filter(isRefused)
      .flatMap(({verbs, group, resource}) => verbs.map((verb): Right => ({verb, group, resource, names: []}))),
  ]),
);
const READING = GROUPS.get('read experiments')!;

interface Work {
  readonly commands: readonly (readonly [Parameters<Person['types']>[0], readonly string[]])[];
  /** Makes what the commands are about. */
  readonly prepare?: (place: TestCluster) => Promise<void>;
  /** Without a right the command does what it can, and says what it leaves out. */
  readonly goesOn?: boolean;
  readonly text?: string;
}

const SLACK = 'actions: {finish: [{task: notification/slack, with: {channel: c, secret: token}}]}';

/** Every command of a group, and what it is tried on. */
const WORK: Readonly<Record<string, Work>> = {
  'read experiments': {
    commands: [
      [Describe, ['running']],
      [Get, []],
      [Watch, ['done']],
      [Assert, ['running', '-c', 'completed', '--timeout', '1s']],
    ],
  },
  'change experiments': {
    commands: [
      [Create, ['-f', 'e.yaml']],
      [Pause, ['running']],
      [Resume, ['running']],
      [Abort, ['running']],
      [Rerun, ['done']],
      [Cleanup, ['old', '--yes']],
    ],
  },
  'read what tasks print': {commands: [[Logs, ['action']]], prepare: runAction, goesOn: true},
  'see what actions need': {
    commands: [[Validate, ['-f', 'e.yaml', '--server']]],
    prepare: createTaskAccount,
    goesOn: true,
    text: FRESH.replace(
      'strategy: {testingPattern: Conformance}',
      `strategy: {testingPattern: Conformance, ${SLACK}}`,
    ),
  },
};

/** Until an action has printed something, and is over. */
async function runAction(place: TestCluster): Promise<void> {
  const user = `system:serviceaccount:${place.namespace}:iter8-controller`;
  await limitRights(place, authority, user, [...rightsOf(controllerRole([])), ...rightsOf(taskRunnerRole())]);
  const play = await Play.begin(place, WITH_POD, user);
  await play.until((seen) => play.isOver(seen), 'the action is over');
  await play.stop();
}

async function createTaskAccount({client, namespace}: TestCluster): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}`;
  await client.ok('POST', `${path}/serviceaccounts`, {body: {metadata: {name: TASK_ACCOUNT}}});
  await client.ok('POST', `${path}/secrets`, {body: {metadata: {name: 'token'}, stringData: {token: 'any'}}});
}

/** What a command looks at only where it may: where the controller is, and whether there are Jobs to remove. */
const LEFT_OUT = /^.*not allowed to list (deployments\.apps|jobs\.batch) .*$/gm;

/** All that the commands print on stderr, one after the other, and their exit codes. */
async function perform({commands, text = FRESH}: Work, {types}: Person) {
  const told = [];
  for (const [command, argv] of commands) told.push(await types(command, [...argv], text));
  return {err: told.map(({err}) => err).join('\n'), exitCodes: told.map(({exitCode}) => exitCode)};
}

async function settle({prepare}: Work): Promise<TestCluster> {
  const place = await settlePlace(cluster);
  await prepare?.(place);
  return place;
}

describe.each(Object.entries(WORK))('who wants to %s', (what, work) => {
  const rights = GROUPS.get(what)!;
  const others = what === 'read experiments' ? [] : READING;

  it('needs every right that doctor names, and is content with them', async () => {
    const person = await personWith(await settle(work), authority, [...others, ...rights]);
    const {err, exitCodes} = await perform(work, person);
    expect(err.replaceAll(LEFT_OUT, '')).not.toContain('not allowed');
    expect(exitCodes).not.toContain(4);
    if (cluster.isReal) return; // which does not tell what was asked of it
    const asked = authority.asked(person.user);
    expect(rights.filter((right) => !asked.some((each) => isAbout(right, each))).map(textOf)).toEqual([]);
  });

  it.each(rights.map((right) => [textOf(right), right] as const))(
    'is told what is missing: %s',
    async (_text, right) => {
      const left = [...others, ...rights].filter((other) => other !== right);
      const person = await personWith(await settle(work), authority, left);
      const {err, exitCodes} = await perform(work, person);
      const {namespace} = person.place;
      const isOfCluster = right.resource === 'subjectaccessreviews';
      expect(err).toMatch(
        isOfCluster ? /not allowed to create subjectaccessreviews/ : refusalOf(right, namespace),
      );
      if (work.goesOn) expect(exitCodes).not.toContain(4);
      else expect(exitCodes).toContain(4);
    },
  );
});

it('doctor knows of no other commands but those that install', () => {
  expect([...GROUPS.keys()]).toEqual([...Object.keys(WORK), 'install']);
});
