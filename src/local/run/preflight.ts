import {readExperimentResource} from '../../engine/experiment-resource.js';
import {findVersionProblem} from '../../engine/step/versions.js';
import {Iter8Error} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';
import {collectMetrics, type MetricReader, referencesOf} from '../../metrics/references.js';
import {ACTION_KEYS, actionOf} from '../../tasks/action.js';
import {checkItem, checkVariables} from '../../tasks/registry.js';
import type {RunPlan} from './plan.js';

/**
 * Finds before the first request what would make the engine give up after it.
 *
 * @throws Iter8Error INVALID with what is wrong in the experiment
 */
export async function requireRunnable({resource}: RunPlan, read: MetricReader): Promise<void> {
  const experiment = readExperimentResource(resource);
  const problem =
    versionProblem(experiment) ?? actionProblem(experiment) ?? (await metricProblem(experiment, read));
  if (problem === undefined) return;
  throw new Iter8Error(
    'INVALID',
    `this experiment cannot be run: ${problem}`,
    'find every mistake with: iter8ctl validate -f FILE',
  );
}

/** A start action may still name the versions. */
function versionProblem(experiment: Experiment): string | undefined {
  const canBeNamed = actionOf(experiment, 'start') !== undefined && experiment.spec.versions.length === 0;
  return canBeNamed ? undefined : findVersionProblem(experiment);
}

function actionProblem(experiment: Experiment): string | undefined {
  for (const key of ACTION_KEYS) {
    for (const item of actionOf(experiment, key) ?? []) {
      const problem = checkItem(item) ?? checkVariables(item, experiment);
      if (problem !== undefined) return `item ${item.index + 1} of action ${key} ${problem}`;
    }
  }
  return undefined;
}

async function metricProblem({spec, namespace}: Experiment, read: MetricReader): Promise<string | undefined> {
  const collected = await collectMetrics(referencesOf(spec.criteria), {namespace}, read);
  return collected.kind === 'collected' ? undefined : collected.reason;
}
