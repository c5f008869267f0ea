import {Iter8Error} from '../../errors.js';
import {formatPath} from '../../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {listOf, memberOf, textOf} from '../../experiment/lenient.js';
import {bareName} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import {LIMIT_FIELDS, type ObjectiveItem, parseObjectiveText} from '../../experiment/objective-text.js';
import {findMistakes} from '../../experiment/validate/check.js';
import {strengthFrom, type StrengthText} from '../../experiment/strength-text.js';

/** Rules that a run is to be judged by instead of its own, as typed; what is left out stays as it is. */
export interface WantedRules extends StrengthText {
  /** Criteria of another experiment, in place of all of its own. */
  readonly criteria?: JsonObject | undefined;
  /** Such as `mean-latency<=60`. */
  readonly objectives: readonly string[];
}

/**
 * The Experiment with other criteria. An objective takes the place of all limits of its metric, and is added where there are
 * none.
 *
 * @throws Iter8Error INVALID for a flag that cannot be read, and for criteria that no experiment could have
 */
export function withRules({source, dialect}: Experiment, wanted: WantedRules): JsonObject {
  const {spec} = source;
  const own = memberOf(spec, 'criteria');
  const before = wanted.criteria ?? (isObject(own) ? own : {});
  const objectives = withLimits(listOf(before.objectives), wanted.objectives.map(parseObjectiveText));
  const strength = withStrength(before.strength, wanted);
  const criteria = {
    ...before,
    ...(objectives.length > 0 && {objectives}),
    ...(strength && {strength}),
  };
  const changed = {...source, spec: {...(isObject(spec) && spec), criteria}};
  requireSound(changed, dialect);
  return changed;
}

function withLimits(objectives: readonly Json[], items: readonly ObjectiveItem[]): readonly Json[] {
  return [...new Set(items.map(({metric}) => metric))].reduce<readonly Json[]>((all, metric) => {
    const limits = Object.assign({}, ...items.filter((item) => item.metric === metric)) as ObjectiveItem;
    const isMeant = (objective: Json) => isOfMetric(objective, metric);
    if (!all.some(isMeant)) return [...all, {...limits}];
    return all.map((objective) => (isMeant(objective) ? replaceLimits(objective, limits) : objective));
  }, objectives);
}

/** A bare name means the metric in whichever namespace. */
function isOfMetric(objective: Json, metric: string): boolean {
  const name = textOf(memberOf(objective, 'metric'));
  return name === metric || (!metric.includes('/') && bareName(name) === metric);
}

/** What else it says stays, such as that it ends the run. */
function replaceLimits(objective: Json, limits: ObjectiveItem): Json {
  const rest = Object.entries(isObject(objective) ? objective : {}).filter(
    ([name]) => !LIMIT_FIELDS.includes(name),
  );
  return {...limits, ...Object.fromEntries(rest)};
}

function withStrength(before: Json | undefined, wanted: WantedRules): JsonObject | undefined {
  const added = strengthFrom(wanted);
  return Object.keys(added).length === 0 ? undefined : {...(isObject(before) && before), ...added};
}

/** A run may have begun with what is doubtful elsewhere, so that only its criteria are examined. */
function requireSound(resource: JsonObject, dialect: string): void {
  const mistakes = findMistakes(resource, 'Experiment', dialect).filter(
    ({path, severity}) => severity === 'error' && path[0] === 'spec' && path[1] === 'criteria',
  );
  const [first] = mistakes;
  if (first)
    throw new Iter8Error('INVALID', `${formatPath(first.path)}: ${first.message}`, 'nothing was replayed');
}
