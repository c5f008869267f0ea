import {EXIT_CODES} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** What is seen of a Job. */
export interface SeenJob {
  /** Undefined: there is no such Job (any more). */
  readonly job: JsonObject | undefined;
  /** Undefined: it has none (yet, or any more). */
  readonly pod: JsonObject | undefined;
}

/** How far a Job is. */
export type JobState =
  /** Nothing of it is there. */
  | {readonly kind: 'gone'}
  /** No container has run yet. */
  | {readonly kind: 'starting'}
  | {readonly kind: 'running'}
  | {
      readonly kind: 'over';
      /** Whether its container ever ran; undefined: nobody knows any more. */
      readonly hasRun: boolean | undefined;
      /** Why, in words, as far as it did not end by itself. */
      readonly reason: string;
      /** Whether it was ended for the sake of something else: an eviction, a lost node. */
      readonly isDisrupted: boolean;
      /** Of the container; undefined: it was not there to the end. */
      readonly exitCode: number | undefined;
      /** What the container left behind, which outlives its log. */
      readonly lastWords: string;
    };

/** A Job that was deleted while its Pod still runs is not over. */
export function stateOf({job, pod}: SeenJob): JobState {
  const container = containerOf(pod);
  const end = container.get('state', 'terminated');
  if (end.exists || isPodOver(pod)) return overState(job, pod, end);
  if (pod && container.get('state', 'running').exists) return {kind: 'running'};
  const reason = jobEndWords(job);
  if (reason === undefined) return (job ?? pod) ? {kind: 'starting'} : {kind: 'gone'};
  const hasRun = pod ? false : undefined;
  const isDisrupted = deadlineWords(job) === undefined; // else its Pod was taken away
  const isComplete = conditionsOf(job).some((each) => each.get('type').text() === 'Complete');
  return {kind: 'over', hasRun, reason, isDisrupted, exitCode: isComplete ? 0 : undefined, lastWords: ''};
}

function overState(job: JsonObject | undefined, pod: JsonObject | undefined, end: Field): JobState {
  const deadline = deadlineWords(job);
  const exitCode = end.get('exitCode').integer();
  const isInterrupted = disruptionOf(pod) !== undefined || exitCode === EXIT_CODES.INTERRUPTED;
  return {
    kind: 'over',
    hasRun: end.exists || (isRejected(pod) ? false : undefined),
    reason: deadline ?? podEndWords(pod, end) ?? jobEndWords(job) ?? 'its Pod failed',
    isDisrupted: deadline === undefined && isInterrupted,
    exitCode,
    lastWords: end.get('message').text() ?? '',
  };
}

/** By its node, before anything ran. Of an evicted Pod the node may forget what ran too, but gives another reason. */
function isRejected(pod: JsonObject | undefined): boolean {
  const reason = new Field(pod).get('status', 'reason').text() ?? '';
  return /^(OutOf\w+|NodeAffinity|NodePorts|TopologyAffinityError|UnexpectedAdmissionError)$/.test(reason);
}

/** Undefined: it was not too late for the Job. */
function deadlineWords(job: JsonObject | undefined): string | undefined {
  const types = ['FailureTarget', 'Failed'];
  const ends = conditionsOf(job).filter((each) => types.includes(each.get('type').text() ?? ''));
  const deadline = ends.find((each) => each.get('reason').text() === 'DeadlineExceeded');
  return deadline && wordsOf(deadline);
}

/** What is known of the only container. */
export function containerOf(pod: JsonObject | undefined): Field {
  const [first] = new Field(pod).get('status', 'containerStatuses').items();
  return first ?? new Field(undefined);
}

function isPodOver(pod: JsonObject | undefined): boolean {
  const phase = new Field(pod).get('status', 'phase').text() ?? '';
  return phase === 'Succeeded' || phase === 'Failed';
}

/** `Evicted: The node was low on resource: memory`, `OOMKilled`, `exit code 137`. */
function podEndWords(pod: JsonObject | undefined, end: Field): string | undefined {
  const disruption = disruptionOf(pod);
  if (disruption !== undefined) return disruption;
  const reason = end.get('reason').text();
  if (reason !== undefined && reason !== 'Error' && reason !== 'Completed') return wordsOf(end);
  const exitCode = end.get('exitCode').integer();
  return exitCode === undefined ? undefined : `exit code ${exitCode}`;
}

function disruptionOf(pod: JsonObject | undefined): string | undefined {
  const ofPod = wordsOf(new Field(pod).get('status'));
  if (ofPod !== '') return ofPod;
  const isDisruption = (each: Field) => each.get('type').text() === 'DisruptionTarget';
  const condition = conditionsOf(pod).find((each) => isDisruption(each) && each.get('status').text() === 'True');
  return condition && wordsOf(condition);
}

function jobEndWords(job: JsonObject | undefined): string | undefined {
  const ends = conditionsOf(job).filter((each) => ['Complete', 'Failed'].includes(each.get('type').text() ?? ''));
  const end = ends.find((each) => each.get('status').text() === 'True');
  return end && wordsOf(end);
}

export function conditionsOf(object: JsonObject | undefined): readonly Field[] {
  return new Field(object).get('status', 'conditions').items();
}

/** `reason: message` */
export function wordsOf(field: Field): string {
  const texts = [field.get('reason').text(), field.get('message').text()];
  return texts.filter((text) => text !== undefined && text !== '').join(': ');
}
