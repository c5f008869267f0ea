import {Field, FieldError} from '../../field.js';
import {isObject} from '../../json.js';
import type {Strength} from '../../model.js';
import {parseStrength} from '../../parse-strength.js';
import type {ExperimentV2} from '../experiment-v2.js';
import {doubtfulField, doubtfulValue, type Finding} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean} from '../spelling.js';

const EXAMPLE = 'criteria.strength: {confidence: 0.95}';

/** How sure the verdict is to be, and whether that can come of it. */
export function checkStrength(experiment: ExperimentV2): Finding[] {
  const place = experiment.criteria.get('strength');
  const strength = readStrength(place);
  return [...checkBlock(place), ...(strength ? checkProof(experiment, strength) : withoutProof(experiment))];
}

/** What is asked for; undefined where the last value decides, and where the field cannot be read. */
export function readStrength({value, path}: Place): Strength | undefined {
  try {
    return parseStrength(new Field(value, path));
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}

const FIELDS = ['confidence', 'policy', 'looks', 'minimumSamples'];

/** Whether it is said of the whole field, which was reserved before it meant anything: what is no object is still read. */
export function isReservedField({path}: Finding): boolean {
  return path.join('.') === 'spec.criteria.strength';
}

function checkBlock(place: Place): Finding[] {
  if (!place.exists) return [];
  if (!isObject(place.value))
    return [
      doubtfulValue(
        place,
        `is read by nobody, and a server of today refuses it; write an object, such as ${EXAMPLE}`,
      ),
    ];
  const unknown = place.keys().filter((key) => !FIELDS.includes(key));
  const isLastValue = place.get('policy').text() === 'lastValue';
  const unused = isLastValue ? ['confidence', 'looks'].filter((key) => place.get(key).exists) : [];
  return [
    ...unknown.map((key) =>
      doubtfulField(
        place.get(key),
        `is read by nobody${didYouMean(key, FIELDS) || `; known here are ${FIELDS.join(', ')}`}`,
      ),
    ),
    ...unused.map((key) =>
      doubtfulField(place.get(key), 'counts for nothing with policy lastValue; write provenSafe or provenHarmful'),
    ),
  ];
}

function checkProof({criteria, spec}: ExperimentV2, {looks}: Strength): Finding[] {
  const place = criteria.get('strength');
  const iterations = iterationsOf(spec.get('duration'));
  const isJudged = ['objectives', 'rewards', 'reward'].some((key) => !criteria.get(key).hasNoItems);
  return [
    ...(isJudged
      ? []
      : [doubtfulField(place, 'there is nothing to prove; write criteria.objectives with a limit')]),
    ...(typeof looks === 'number' && looks > iterations
      ? [
          doubtfulValue(
            place.get('looks'),
            `there are ${iterations} iterations, and no more looks than these; write auto, or more iterations`,
          ),
        ]
      : []),
  ];
}

function withoutProof({spec}: ExperimentV2): Finding[] {
  const place = spec.get('duration', 'endEarly');
  if (place.boolean() !== true) return [];
  const message = `does nothing where the last values decide, since they may always change; add ${EXAMPLE}`;
  return [doubtfulField(place, message)];
}

/** As the engine reads them. */
function iterationsOf(duration: Place): number {
  const perLoop = duration.get('iterationsPerLoop').number() ?? duration.get('maxIterations').number() ?? 15;
  return perLoop * (duration.get('maxLoops').number() ?? 1);
}
