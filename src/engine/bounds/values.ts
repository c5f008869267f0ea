import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {firstFitting, jsonBytes} from './json-bytes.js';
import {withRemark} from './messages.js';

const LEFT_OUT = 'details of values are left out, the status would be too large';
const SHORT_REASON = 40;

/**
 * `analysis.aggregatedMetrics` with so many bytes beside the values: the reasons why there is no value are cut and then
 * left out, then go values that are too old, then times and sample sizes. The values always stay.
 */
export function boundValues(block: JsonObject, bytes: number): JsonObject {
  if (besideValues(block) <= bytes) return block;
  const short = {...block, message: withRemark(block.message, LEFT_OUT)};
  const versions = [withShortReason, withoutReason, onlyFresh, onlyValue].map((change) => () => ({
    ...short,
    data: mapValues(block.data, change),
  }));
  return firstFitting<JsonObject>(versions, bytes, besideValues) ?? block;
}

/** Bytes of what stands beside the values, which is all that the original has. */
export function besideValues({data}: JsonObject): number {
  return jsonBytes(data) - jsonBytes(mapValues(data, onlyValue));
}

type Change = (entry: JsonObject) => JsonObject;

function mapValues(data: Json | undefined, change: Change): JsonObject {
  return mapObjects(data, (metric) => ({...metric, data: mapObjects(metric.data, change)}));
}

function mapObjects(map: Json | undefined, change: Change): JsonObject {
  const entries = Object.entries(isObject(map) ? map : {});
  return Object.fromEntries(entries.map(([key, value]) => [key, isObject(value) ? change(value) : value]));
}

function withShortReason(entry: JsonObject): JsonObject {
  const {unavailable} = entry;
  if (typeof unavailable !== 'string' || unavailable.length <= SHORT_REASON) return entry;
  return {...entry, unavailable: `${unavailable.slice(0, SHORT_REASON - 1)}…`};
}

function withoutReason(entry: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'unavailable'));
}

/** What is left of a value that is too old says nothing without it. */
function onlyFresh(entry: JsonObject): JsonObject {
  return entry.lastValue === undefined ? withoutReason(entry) : onlyValue(entry);
}

function onlyValue({value}: JsonObject): JsonObject {
  return value === undefined ? {} : {value};
}
