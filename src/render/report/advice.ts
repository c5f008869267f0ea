import {Field} from '../../experiment/field.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import type {ReportedAction} from './timeline.js';
import type {ReportedObjective} from './view.js';

interface Known {
  readonly objectives: readonly Pick<ReportedObjective, 'metric' | 'facts'>[];
  readonly actions: readonly ReportedAction[];
}

/** What to do next where something is broken or unknown: a sentence each, with the command where there is one. */
export function adviceFor(experiment: Experiment, known: Known): readonly string[] {
  return [...failureAdvice(experiment, known), ...unknownAdvice(experiment, known), ...violationAdvice(known)];
}

function failureAdvice(experiment: Experiment, {actions}: Known): string[] {
  const {failure} = experiment.status;
  if (failure === undefined) return [];
  const {options, isStored} = placeOf(experiment);
  const hasFailedTask = actions.some(({tasks}) => tasks.some(({result}) => result === 'failed'));
  const look = hasFailedTask
    ? `See what the failed task printed${isStored ? `: iter8ctl logs ${options}` : ', below'}.`
    : 'Check the resource: iter8ctl validate -f FILE, with --server to ask the cluster too.';
  const again = isStored ? `iter8ctl rerun ${options}` : 'the same command';
  return [look, `Once the cause is mended, run it again with ${again}.`];
}

/** Only a stored experiment has a UID. What commands take is quoted where a shell would act on it. */
function placeOf({name, namespace, source}: Experiment): {options: string; isStored: boolean} {
  const isStored = new Field(source).get('metadata', 'uid').exists;
  return {options: `${shellWord(name)} -n ${shellWord(namespace)}`, isStored};
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Metrics that an objective waits for, once each. */
function unknownAdvice(experiment: Experiment, {objectives}: Known): string[] {
  if (!isCompleted(experiment) && experiment.status.completedIterations === 0) return [];
  const unknown = objectives.filter(({facts}) => facts.some(({state}) => state === 'unknown'));
  const [first] = unknown;
  if (!first) return [];
  const names = [...new Set(unknown.map(({metric}) => metric))];
  const list =
    names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  return [`See why ${list} cannot be judged: iter8ctl metrics test ${shellWord(first.metric)} -f FILE.`];
}

/** Of the version and the limit that is broken the furthest. */
function violationAdvice({objectives}: Known): string[] {
  const broken = objectives.flatMap(({metric, facts}) =>
    facts.filter(({state}) => state === 'violated').map((fact) => ({metric, ...fact})),
  );
  const [worst] = broken.sort((a, b) => (a.marginPercent ?? 0) - (b.marginPercent ?? 0));
  if (!worst) return [];
  return [`Begin with ${worst.metric} of ${worst.version}: it is the furthest beyond its limit.`];
}
