import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import fc from 'fast-check';
import type {Manifest} from '../../../src/operate/completion/command-line.js';
import {complete} from '../../../src/operate/completion/complete.js';
import {ASKERS, type Asker} from '../../../src/operate/completion/suggest.js';
import {asTyped} from '../../../src/operate/interview/as-typed.js';
import {formatLogLine, parseLogLine} from '../../../src/tasks/job/log-line.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {assertPrintable} from '../support/laws.js';
import {EXPERIMENT_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

const MANIFEST = JSON.parse(readFileSync('oclif.manifest.json', 'utf8')) as Manifest;

interface Typing {
  readonly words: readonly string[];
  readonly name: string;
  readonly asker: Asker;
}

/** Nothing but plain words, each with its meaning behind a tab: a shell would read more out of others. */
async function checkCompletion({words, name, asker}: Typing): Promise<void> {
  const [seed] = EXPERIMENT_SEEDS;
  const experiment = {...seed, metadata: {name, namespace: 'shop'}};
  const cluster = () => Promise.resolve(fakeCluster({namespace: 'shop', objects: [experiment]}));
  const text = await complete(asker, words, MANIFEST, {env: {HOME: '/nowhere'}, cluster});
  assertPrintable(text.replaceAll('\t', ''), 'completion');
  const lines = text.split('\n').slice(0, -1);
  for (const line of lines) assert.match(line, /^(?::files|:[04]|[\w./@:+=-]+\t.*)$/u);
}

const knownWord = fc.constantFrom(
  ...Object.keys(MANIFEST.commands).flatMap((id) => id.split(':')),
  ...['-o', '-n', '-f', '--', '--file=', '--output', '=', '-', '--context', '--indicator', 'shop'],
);

/** No letters but x: whatever a wrong quote would let out is no command. */
const shellText = fc.string({
  unit: fc.constantFrom(...Array.from('x \'"`$\\!*?~#;&|<>()[]{}=\n\t-é')),
  maxLength: 12,
});

/** A shell is the judge: it must get the very words back. */
function checkShellWords(words: readonly string[]): void {
  const flags = {objective: words.map((word) => `x${word}`)};
  const line = asTyped({name: 'x', flags: flags as unknown as Parameters<typeof asTyped>[0]['flags']});
  const rest = line.slice('iter8ctl create experiment x'.length);
  const {stdout, status} = spawnSync('sh', ['-c', `printf '%s\\0' ${rest}`], {cwd: tmpdir(), encoding: 'utf8', env: {}});
  assert.equal(status, 0);
  assert.deepEqual(stdout.split('\0').slice(0, -1), flags.objective.flatMap((word) => ['--objective', word]));
} // prettier-ignore

const LOG_LINES = [
  '{"isIter8Log":true,"experimentName":"e","experimentNamespace":"shop","source":"task-runner","priority":1,"message":"m","precedence":0}',
  '{"isIter8Log":true,"experimentName":"e","experimentNamespace":"shop","event":"end","index":0,"task":"t","result":"failed","output":"o","reason":"r","precedence":1,"action":"finish"}',
  '{"isIter8Log":true,"experimentName":"e","experimentNamespace":"shop","event":"output","index":1,"task":"t","message":"text","precedence":1}',
];

function checkLogLine(text: string): void {
  const event = parseLogLine(text);
  if (!event) return;
  const line = formatLogLine(event);
  assertPrintable(line.replaceAll('\n', '\0'), 'a line of the log');
  assert.equal(JSON.stringify(parseLogLine(line)), JSON.stringify(event), 'it is read back');
}

export const SHELL_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'completion',
    law: 'whatever is typed and whatever an experiment is called, completion gives plain words',
    inputs: fc.record({
      words: fc.array(fc.oneof(knownWord, anyText), {maxLength: 6}),
      name: fc.oneof(anyText, fc.constant('checkout')),
      asker: fc.constantFrom(...ASKERS),
    }),
    check: checkCompletion,
  }),
  fuzzTarget({
    name: 'shell-words',
    law: 'a shell takes the command that is shown for the very words that were meant',
    inputs: fc.array(shellText, {minLength: 1, maxLength: 40}),
    check: checkShellWords,
    shortRuns: 25,
  }),
  fuzzTarget({
    name: 'log-line',
    law: 'a line of a log is read or passed over, and read back as it was',
    inputs: fc.oneof(mutated(LOG_LINES), anyText),
    check: checkLogLine,
  }),
];
