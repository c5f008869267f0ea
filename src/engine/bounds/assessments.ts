import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {firstFitting, jsonBytes} from './json-bytes.js';
import {withRemark} from './messages.js';

const LEFT_OUT = 'numbers and sentences are left out, the status would be too large';

/**
 * `analysis.objectiveAssessments` in so many bytes: numbers go first, and sentences of what is satisfied; then all
 * sentences; then the versions of which nothing is unknown, since the booleans of the original say the same of them.
 */
export function boundAssessments(block: JsonObject, bytes: number): JsonObject {
  if (jsonBytes(block) <= bytes) return block;
  const short = {...block, message: withRemark(block.message, LEFT_OUT)};
  const withEach = (change: (assessment: JsonObject) => JsonObject) => () => ({
    ...short,
    data: mapAssessments(block.data, change),
  });
  const versions = [
    withEach(onlyWords),
    withEach(onlyState),
    () => ({...short, data: onlyUndecided(mapAssessments(block.data, withoutUnknown))}),
    () => ({...short, data: {}}),
  ];
  return firstFitting<JsonObject>(versions, bytes) ?? block;
}

function mapAssessments(data: Json | undefined, change: (assessment: JsonObject) => JsonObject): JsonObject {
  const versions = Object.entries(isObject(data) ? data : {}).map(([version, list]) => {
    const assessments = Array.isArray(list) ? (list as readonly Json[]) : [];
    return [version, assessments.map((one) => (isObject(one) ? change(one) : one))] as const;
  });
  return Object.fromEntries(versions);
}

function onlyWords({state, message}: JsonObject): JsonObject {
  return state === 'satisfied' || message === undefined ? onlyState({state}) : {state, message};
}

function onlyState({state}: JsonObject): JsonObject {
  return state === undefined ? {} : {state};
}

/** An assessment without a state is read as unknown. */
function withoutUnknown({state}: JsonObject): JsonObject {
  return state === 'unknown' ? {} : onlyState({state});
}

function onlyUndecided(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).filter(([, list]) =>
      (list as readonly JsonObject[]).some(({state}) => state === undefined),
    ),
  );
}
