import {readExperimentResource} from '../../engine/experiment-resource.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import {memberOf} from '../../experiment/lenient.js';
import type {Policy} from '../../experiment/model.js';
import {readResources} from '../../experiment/reading/experiments.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {parseHttpUrl} from '../../metrics/http/request.js';
import {withRules} from './change-criteria.js';
import type {PrometheusRange} from './prometheus/range.js';

/** Which rules are asked for, as typed. */
export interface RuleFlags {
  readonly objective: readonly string[];
  readonly criteria?: string | undefined;
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
  readonly looks?: string | undefined;
  readonly 'min-samples'?: number | undefined;
}

/** Which Prometheus, as typed. */
export interface RangeFlags {
  readonly 'prometheus-url'?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * The recorded Experiment with the rules that are asked for; undefined: with none but its own.
 *
 * @throws Iter8Error INVALID for what cannot be read, and for rules that no experiment could have
 */
export async function changedResource(
  resource: JsonObject,
  flags: RuleFlags,
  readSource: (file: string) => Promise<SourceText>,
): Promise<JsonObject | undefined> {
  const {objective: objectives, confidence, policy, looks, 'min-samples': minimumSamples} = flags;
  const criteria = flags.criteria === undefined ? undefined : await readCriteria(await readSource(flags.criteria));
  const wanted = {criteria, objectives, confidence, policy, looks, minimumSamples};
  const isChanged = objectives.length > 0 || [criteria, confidence, policy, looks, minimumSamples].some((one) => one !== undefined); // prettier-ignore
  return isChanged ? withRules(readExperimentResource(resource), wanted) : undefined;
}

const KNOWN = ['objectives', 'rewards', 'indicators', 'strength', 'requestCount'];

/** Of an Experiment, of a file that holds nothing else, or below `criteria` or `spec`. */
async function readCriteria(source: SourceText): Promise<JsonObject> {
  for await (const {value} of readResources(source)) {
    const places = [memberOf(value, 'spec', 'criteria'), memberOf(value, 'criteria'), value];
    const found = places.filter(isObject).find((place) => KNOWN.some((name) => Object.hasOwn(place, name)));
    if (found) return found;
  }
  const hint = `write objectives, or an Experiment; known are ${KNOWN.join(', ')}`;
  throw new Iter8Error('INVALID', `no criteria in ${source.name}`, hint);
}

/**
 * The Prometheus that is to be asked; undefined: none is.
 *
 * @throws Iter8Error INVALID for what is no address or no time, and for an end before the begin
 */
export function prometheusRange({'prometheus-url': url, since, until}: RangeFlags): PrometheusRange | undefined {
  if (url === undefined) return undefined;
  if (!parseHttpUrl(url))
    throw new Iter8Error(
      'INVALID',
      '--prometheus-url is no http or https address',
      'such as http://localhost:9090',
    );
  const range = {url, since: timeOf('--since', since), until: timeOf('--until', until)};
  if (range.since && range.until && range.until < range.since)
    throw new Iter8Error('INVALID', '--until is before --since', 'exchange the two');
  return range;
}

function timeOf(flag: string, text: string | undefined): Date | undefined {
  try {
    return new Field(text).time();
  } catch (cause) {
    throw new Iter8Error('INVALID', `${flag}: ${text ?? ''} is no time`, 'such as 2026-11-22T10:00:00Z', {cause});
  }
}
