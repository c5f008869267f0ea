import {ifThere} from '../../../cluster/not-found.js';
import type {Cluster} from '../../../cluster/port.js';
import {Field} from '../../../experiment/field.js';
import {parseObjectiveText} from '../../../experiment/objective-text.js';
import {GROUP} from '../../../experiment/parse.js';

/** As many as the pipeline of the tutorial asked for: one slow answer of a cold start must not decide. */
const USUAL_SAMPLES = 6;

/**
 * How many observations a value needs before it is judged.
 *
 * @param wanted 0: no minimum; undefined: the usual one, unless a metric does not tell how many it stands on, since then
 *   nothing would ever be judged
 * @param objectives with the namespace of each metric
 * @returns undefined: no minimum
 */
export async function minimumSamples(
  cluster: Cluster,
  {wanted, objectives}: {readonly wanted: number | undefined; readonly objectives: readonly string[]},
  signal: AbortSignal,
): Promise<number | undefined> {
  if (wanted !== undefined) return wanted === 0 ? undefined : wanted;
  const areCounted = await Promise.all(objectives.map((text) => isCounted(cluster, text, signal)));
  return areCounted.every(Boolean) ? USUAL_SAMPLES : undefined;
}

/** Whether the metric of an objective names the one that counts its samples. */
async function isCounted(cluster: Cluster, objective: string, signal: AbortSignal): Promise<boolean> {
  const [namespace, name = ''] = parseObjectiveText(objective).metric.split('/');
  const kind = await cluster.findKind({group: GROUP, kind: 'Metric'}, {signal});
  const metric = kind && (await ifThere(cluster.get(kind, {namespace, name}, {signal})));
  const spec = new Field(metric).get('spec');
  return spec.get('sampleSize').exists || spec.get('sample_size').exists;
}
