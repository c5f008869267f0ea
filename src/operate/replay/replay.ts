import {lookUpMetric} from '../../experiment/metric-reference.js';
import {changeWords} from '../../analysis/replay/change-words.js';
import {isSameFate} from '../../analysis/replay/fate-words.js';
import {fateOf} from '../../analysis/replay/judgement.js';
import type {Recording, Replay} from '../../analysis/replay/recording.js';
import {unmeasuredWords} from '../../analysis/replay/unmeasured.js';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {playBack} from './play-back.js';

/**
 * Judges a recorded run again, by its own rules and by others.
 *
 * @param changed the Experiment with other criteria; undefined: only its own count
 * @throws Iter8Error INVALID when nothing was recorded, or nothing of a metric that is to be judged by
 */
export async function replayRun(recording: Recording, changed: JsonObject | undefined): Promise<Replay> {
  const recorded = readExperimentResource(recording.resource);
  if (recording.looks.length === 0) {
    const hint = 'a run can be replayed from its first iteration on';
    throw new Iter8Error('INVALID', `nothing of the run of ${recorded.name} is recorded`, hint);
  }
  const asWritten = await playBack(recording, recording.resource);
  const wanted = changed && {...changed, status: recording.resource.status};
  const rules = wanted && readExperimentResource(wanted);
  const changes = rules ? changeWords(recorded.spec.criteria, rules.spec.criteria) : [];
  if (rules) requireRecorded(recording, rules);
  const replayed = wanted && changes.length > 0 ? await playBack(recording, wanted) : asWritten;
  const fate = fateOf(recorded);
  return {recorded, fate, asWritten, replayed, changes, gaps: gapsOf(recording, {fate, asWritten, replayed})};
}

function requireRecorded({looks}: Recording, {namespace, spec}: Experiment): void {
  const {objectives, rewards} = spec.criteria;
  const isThere = (metric: string) => looks.some((look) => lookUpMetric(look.observations, metric, namespace));
  const missing = [...objectives, ...rewards].find(({metric}) => !isThere(metric));
  if (!missing) return;
  const names = [...new Set(looks.flatMap((look) => [...look.observations.keys()]))];
  const hint = `it has ${names.join(', ')}; a Prometheus may have more: --prometheus-url, with the Metric in another -f`;
  throw new Iter8Error('INVALID', `the recording has no values of metric ${missing.metric}`, hint);
}

/** A run that was aborted, or is not over, has no end that rules could come to. */
function gapsOf(
  {lost, gaps}: Recording,
  {fate, asWritten, replayed}: Pick<Replay, 'fate' | 'asWritten' | 'replayed'>,
): string[] {
  const hasEnd = fate.kind !== 'aborted' && fate.kind !== 'open';
  const isOther = asWritten !== replayed && hasEnd && !isSameFate(fate, asWritten.fate);
  return [...lost, ...gaps, ...unmeasuredWords(replayed), ...(isOther ? [OTHER_END] : [])];
}

const OTHER_END =
  'by its own rules the replay does not end as the record does, so that it may be wrong by others too';
