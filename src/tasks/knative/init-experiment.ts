import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {realClock} from '../../load/clock.js';
import {checkAllowed, DEFAULT_POLICY} from '../../traffic/policy.js';
import type {Task, ItemContext, TaskOutcome} from '../task.js';
import {KNATIVE, knativeKinds} from './kinds.js';
import {type LookedUp, lookUpVersions} from './look-up.js';
import {readRequest, type ServiceRequest} from './request.js';

/** As long as the original tried. */
const PATIENCE_MS = 180_000;
const PAUSE_MS = 1000;

/**
 * Finds where in the Knative Service of the target the weight of each version stands, by its revision, once the Service and
 * its revisions are ready. What it finds goes to the status: the spec stays as its author, or a GitOps tool, has written it.
 */
export const INIT_EXPERIMENT: Task = {
  run: async (_item, context, signal) => {
    const {cluster} = context;
    if (!cluster) return failed('needs a cluster, and this run has none');
    try {
      const request = readRequest(context.experiment);
      requireAllowed(request, context);
      return outcomeOf(await lookUntilFound(cluster, {request, context}, signal));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Iter8Error)
        return failed(`cannot go on: ${error.message}${error.hint ? `; ${error.hint}` : ''}`);
      throw error;
    }
  },
};

/** Whoever writes an experiment must not learn by it what is in other namespaces. */
function requireAllowed(
  {namespace, versions}: ServiceRequest,
  {experiment, traffic = DEFAULT_POLICY}: ItemContext,
): void {
  const [first] = versions;
  if (first) checkAllowed({version: first.name, group: KNATIVE, kind: 'Service', namespace}, experiment, traffic);
}

interface Search {
  readonly request: ServiceRequest;
  readonly context: ItemContext;
}

/** What is late may still come; the last reason is told when it does not. */
async function lookUntilFound(
  cluster: Cluster,
  {request, context: {clock = realClock}}: Search,
  signal: AbortSignal = new AbortController().signal,
): Promise<LookedUp> {
  const kinds = await knativeKinds(cluster, signal);
  const deadline = clock.now() + PATIENCE_MS;
  for (;;) {
    const lookedUp = await lookUpVersions(cluster, {kinds, request}, signal);
    if (lookedUp.kind === 'found' || clock.now() + PAUSE_MS > deadline) return lookedUp;
    await clock.sleep(PAUSE_MS, signal);
    signal.throwIfAborted();
  }
}

function outcomeOf(lookedUp: LookedUp): TaskOutcome {
  if (lookedUp.kind === 'missing') return failed(`waited ${PATIENCE_MS / 1000} s in vain: ${lookedUp.reason}`);
  const {versionInfo, lines} = lookedUp;
  return {result: 'succeeded', output: lines.map((line) => `${line}\n`).join(''), versionInfo};
}

function failed(reason: string): TaskOutcome {
  return {result: 'failed', output: '', reason};
}
