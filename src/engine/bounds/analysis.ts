import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {boundAssessments} from './assessments.js';
import {besideValues, boundValues} from './values.js';
import {jsonBytes} from './json-bytes.js';
import {boundMessage} from './messages.js';

const ASSESSMENT_BYTES = 24 * 1024;
const VALUE_BYTES = 36 * 1024;

/** `status.analysis` with what the original does not have in bounds. */
export function boundAnalysis(analysis: JsonObject): JsonObject {
  const blocks = Object.entries(analysis).map(([name, block]) => [name, withBoundMessage(block)] as const);
  const {objectiveAssessments, aggregatedMetrics, ...others} = Object.fromEntries(blocks);
  return {
    ...others,
    ...(isObject(objectiveAssessments) && {
      objectiveAssessments: boundAssessments(objectiveAssessments, ASSESSMENT_BYTES),
    }),
    ...(isObject(aggregatedMetrics) && {aggregatedMetrics: boundValues(aggregatedMetrics, VALUE_BYTES)}),
  };
}

function withBoundMessage(block: Json | undefined): Json | undefined {
  if (!isObject(block) || typeof block.message !== 'string') return block;
  return {...block, message: boundMessage(block.message)};
}

/** Bytes of what the original does not have: assessments of three values, messages, and what stands beside the values. */
export function additionsToAnalysis(analysis: JsonObject): number {
  const {objectiveAssessments, aggregatedMetrics, ...others} = analysis;
  const messages = [aggregatedMetrics, ...Object.values(others)].map((block) =>
    isObject(block) ? jsonBytes(block.message) : 0,
  );
  const beside = isObject(aggregatedMetrics) ? besideValues(aggregatedMetrics) : 0;
  return messages.reduce((sum, bytes) => sum + bytes, jsonBytes(objectiveAssessments) + beside);
}
