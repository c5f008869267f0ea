import type {ShownBy} from './case.js';

/** A known weakness of the original, by its number, and where our better behaviour is tested. */
export interface Weakness {
  readonly number: number;
  readonly theirs: string;
  readonly ours: string;
  readonly shownBy: ShownBy;
}

type Row = readonly [theirs: string, ours: string, file: string, test: string];

/** In their order, from 1. */
const ROWS: readonly Row[] = [
  ['one request can decide', 'a value with too few samples is not judged; simulations tell how sure a verdict is', 'engine/life-cycle.test.ts', 'need the samples that criteria.strength asks for'],
  ['a Canary without objectives is won without data', 'nobody wins what was not tested', 'analysis/winner.test.ts', 'does not exist without objectives (weakness 2)'],
  ['a missing value is a failed objective', 'it is unknown: neither kept nor violated', 'analysis/rollback.test.ts', 'a missing value (weakness 3)'],
  ['the last good value is never used', 'it counts while it is young, with its age', 'engine/life-cycle.test.ts', 'are bridged by the last good value, with its age (weakness 4)'],
  ['an objective on a bare metric name always fails', 'names are resolved first', 'analysis/assessments.test.ts', 'among the metrics as %s (weakness 5)'],
  ['old weights are matched by position', 'by name', 'conformance/original-analysis.ts', 'weakness 6: weights are matched by name'],
  ['rounding is random and exceeds caps', 'it is repeatable and does not', 'analysis/properties.test.ts', 'no candidate is above its cap, nor rises by more than the increment in Progressive'],
  ['the loser keeps its share to the end', 'it gets nothing', 'analysis/properties.test.ts', 'a candidate that violates an objective gets no traffic'],
  ['a refused patch is only logged', 'nothing is counted until traffic has moved', 'engine/weights.test.ts', 'stop the counting, and the experiment goes on once they can (weakness 9)'],
  ['weights are those of an iteration ago', 'they are read before each decision', 'engine/weights.test.ts', 'is read before each decision, so that a change by hand counts (weakness 10)'],
  ['a fieldPath is rewritten by text', 'it is parsed, resolved and guarded', 'traffic/resolve.test.ts', 'leads to the value at its pointer, which its guards find too, or says that it leads nowhere'],
  ['a write conflict is swallowed', 'the resource is read again and the question asked again', 'engine/ports.test.ts', 'when the status is written is asked again, after reading anew'],
  ['after a rollback the failing candidate is recommended', 'the baseline is', 'engine/weights.test.ts', 'goes back to the baseline in a rollback, which counts no iteration and recommends the baseline'],
  ['a rollback moves no traffic and may be caused by the baseline', 'all goes back, and candidates alone are judged', 'engine/weights.test.ts', 'is not rolled back because the baseline fails (weakness 14)'],
  ['an invalid task leaves Failed false', 'it fails, with the reason', 'engine/life-cycle.test.ts', 'has an item with task and run (weakness 15)'],
  ['the message names no cause, and all events are Normal', 'it does, and failures are Warnings', 'engine/messages.test.ts', 'are warnings where something failed (weakness 16)'],
  ['waiting out an interval is an error', 'it is waiting', 'engine/life-cycle.test.ts', 'is kept between iterations without drift, whatever a query takes (weakness 17)'],
  ['two experiments can hold one target', 'a Lease decides', 'engine/controller/controller.test.ts', 'runs experiments of one target one after the other, the oldest first, and says who is in front'],
  ['a failed list counts as nobody waiting', 'it stops the run', 'conformance/original-runs.ts', 'weakness 19: what cannot be read is not taken for free'],
  ['the engine crashes when the analysis service is away', 'analysis is a function; a backend that is away makes its metric unknown', 'metrics/query.test.ts', 'says that nobody listens'],
  ['queries run one by one, without an end', 'side by side, each with its time', 'metrics/query-all.test.ts', 'has the values of the others though one query hangs'],
  ['an A/B test without reward answers 500', 'it fails with the reason', 'engine/life-cycle.test.ts', 'Invalid number of rewards for A/B experiment'],
  ['limits that are JSON numbers lose their fraction', 'they are read as they are', 'conformance/original-analysis.ts', 'weakness 23: numbers are read as numbers'],
  ['the Job of another experiment of that name counts', 'a Job belongs to one run of one experiment', 'engine/jobs/jobs.test.ts', 'has nothing to do with what an earlier run of the action has done'],
  ['a Job is tried twice', 'an item whose end is recorded never runs again', 'engine/interrupted.test.ts', 'fails the experiment and asks for a hand where nobody knows whether it may be repeated'],
  ['BlueGreen is Progressive', 'it switches', 'analysis/weights.test.ts', 'BlueGreen weights (weakness 26)'],
  ['conditions change their time at every mark', 'only when they change', 'conformance/original-runs.ts', 'weakness 27: only when it changes itself'],
  ['what the last loop collects is never analysed', 'a loop collects before its iterations', 'engine/actions.test.ts', 'of each loop collect before its iterations use the data (weakness 28)'],
  ['placeholders are HTML-escaped', 'they are what they are, or JSON', 'tasks/notification/http.test.ts', 'in a text is as it is, never HTML'],
  ['readiness looks at one object, once', 'at all, until they are ready', 'tasks/readiness.test.ts', 'examines all objects thirteen times, every five seconds, and says what is missing'],
  ['CandidateWon() is false with several candidates', 'it is true for any that won', 'tasks/condition.test.ts', 'is true for any candidate of several that won (weakness 31)'],
  ['the latest experiment is the last by name', 'the youngest', 'operate/experiments.test.ts', 'takes the youngest, of one second the last by name, and reads no other'],
  ['ties and messages about weights are dropped', 'they are kept', 'analysis/analysis-blocks.test.ts', 'hold winner and ties (weakness 33), and the weights'],
  ['certificates are not verified', 'they are, and a status that is no success is no value', 'metrics/http/client.test.ts', 'is refused with an unknown authority, and with a name that is not in the certificate'],
  ['a run hangs when weights cannot be read', 'it fails with the cause', 'engine/weights.test.ts', 'fail the experiment after five times in a row, with the cause in the message'],
]; // prettier-ignore

export const WEAKNESSES: readonly Weakness[] = ROWS.map(([theirs, ours, file, test], index) => ({
  number: index + 1,
  theirs,
  ours,
  shownBy: {file: `test/${file}`, test},
}));
