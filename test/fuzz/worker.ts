import {parentPort, workerData} from 'node:worker_threads';
import {formatJson} from '../../src/experiment/json-format.js';
import {runCampaign} from './campaign.js';
import type {Finding} from './target.js';
import {closeJq} from './targets/jq.js';
import {TARGETS} from './targets.js';

/** What the thread is asked. */
interface Order {
  readonly seconds: number;
  readonly seed: number;
  /** Undefined: all. */
  readonly target: string | undefined;
  /** Counts the inputs, for who waits for the next one. */
  readonly beat: Int32Array;
}

const {seconds, seed, target, beat} = workerData as Order;
const targets = TARGETS.filter(({name}) => target === undefined || name === target);

const tallies = await runCampaign({
  targets,
  seconds,
  seed,
  clock: () => performance.now(),
  onBatch: (name, batchSeed) => tell({kind: 'batch', target: name, seed: batchSeed}),
  onRun: () => Atomics.add(beat, 0, 1),
  onFinding: (finding) => tell({kind: 'finding', ...written(finding)}),
});
await closeJq();
tell({kind: 'end', tallies, names: TARGETS.map(({name}) => name)});

function tell(message: object): void {
  parentPort?.postMessage(message);
}

function written({target: name, seed: batchSeed, input, error}: Finding) {
  const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return {target: name, seed: batchSeed, input: formatJson(input), error: text.slice(0, 3000)};
}
