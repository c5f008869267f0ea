import {Field} from '../../field.js';
import type {JsonObject} from '../../json.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import {Place} from '../place.js';
import {didYouMean} from '../spelling.js';
import {checkInterval, COUNTERS} from './legacy.js';

/** What Iter8 v1.0 needed beyond its schema. */
export function checkV1alpha2(resource: JsonObject): Finding[] {
  const spec = new Place(new Field(resource)).get('spec');
  const criteria = spec.get('criteria').items();
  return [
    ...checkService(spec),
    ...checkInterval(spec.get('duration', 'interval')),
    ...criteria.flatMap(checkCriterion),
    ...severalRewards(criteria),
    ...checkSplit(spec),
  ];
}

function checkService(spec: Place): Finding[] {
  const service = spec.get('service');
  const hasCriteria = !spec.get('criteria').hasNoItems;
  if (!service.exists) return [];
  const candidates = service.get('candidates');
  const isCalled = service.get('name').exists || !spec.get('networking', 'hosts').hasNoItems;
  const baseline = service.get('baseline').text();
  return [
    ...(isCalled ? [] : [wrongField(service, 'name is missing; write it, or networking.hosts')]),
    ...(candidates.exists && candidates.hasNoItems && hasCriteria
      ? [doubtfulField(candidates, 'no candidate: with criteria the experiment ends at once; name one')]
      : []),
    ...candidates
      .items()
      .filter((candidate) => candidate.text() !== undefined && candidate.text() === baseline)
      .map((candidate) => doubtfulValue(candidate, 'is the baseline: it is compared with itself')),
    ...(hasCriteria
      ? []
      : [doubtfulField(spec, 'no criteria: no version is judged; write criteria with a threshold')]),
  ];
}

function checkCriterion(criterion: Place): Finding[] {
  const metric = criterion.get('metric');
  const type = criterion.get('threshold', 'type');
  const reward = criterion.get('isReward');
  const isCounter = COUNTERS.includes(metric.text() ?? '');
  const cutoff = criterion.get('threshold', 'cutoffTrafficOnViolation');
  return [
    ...(metric.text() === 'iter8_latency'
      ? [doubtfulValue(metric, 'Iter8 v1.0 has no metric of this name; write iter8_mean_latency, in milliseconds')]
      : []),
    ...(isCounter && type.text() === 'relative'
      ? [
          wrongValue(
            type,
            `a counter such as ${metric.text()} cannot be compared with the baseline; write absolute`,
          ),
        ]
      : []),
    ...(isCounter && reward.boolean() === true
      ? [wrongValue(reward, `a counter such as ${metric.text()} cannot be a reward; name a rate or a mean`)]
      : []),
    ...(cutoff.boolean() === true ? [doubtfulField(cutoff, 'never had an effect; remove it')] : []),
  ];
}

function severalRewards(criteria: readonly Place[]): Finding[] {
  const rewards = criteria
    .map((criterion) => criterion.get('isReward'))
    .filter((reward) => reward.boolean() === true);
  return rewards
    .slice(1)
    .map((reward) => wrongValue(reward, 'there is a reward already; at most one criterion is the reward'));
}

function checkSplit(spec: Place): Finding[] {
  const {override, split} = {
    override: spec.get('manualOverride'),
    split: spec.get('manualOverride', 'trafficSplit'),
  };
  if (!split.exists) return [];
  const service = spec.get('service');
  const versions = [service.get('baseline'), ...service.get('candidates').items()].map(
    (place) => place.text() ?? '',
  );
  const sum = split.entries().reduce((total, [, percent]) => total + (percent.number() ?? 0), 0);
  return [
    ...(override.get('action').text() === 'terminate'
      ? []
      : [doubtfulField(split, 'is read with action: terminate only')]),
    ...(sum === 100 ? [] : [wrongField(split, `adds up to ${sum}; the percentages must add up to 100`)]),
    ...split
      .entries()
      .filter(([name]) => !versions.includes(name))
      .map(([name, place]) => wrongField(place, `is no version of this experiment${didYouMean(name, versions)}`)),
  ];
}
