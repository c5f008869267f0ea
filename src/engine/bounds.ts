import {Field} from '../experiment/field.js';
import {parseHistory} from '../experiment/history.js';
import {isObject, type Json, type JsonObject} from '../experiment/json.js';
import {boundActions} from './bounds/actions.js';
import {additionsToAnalysis, boundAnalysis} from './bounds/analysis.js';
import {jsonBytes} from './bounds/json-bytes.js';
import {boundLooks} from './bounds/looks.js';
import {fitHistory, historyJson} from './history.js';

/**
 * All that this engine adds to the status of the original, in bytes of JSON in UTF-8: `progress`, `split`, `actions`, `history`,
 * `analysis.objectiveAssessments`, and in the other blocks of the analysis the messages and what stands beside a value.
 */
export const MOST_BYTES = 128 * 1024;

/** `looks` has as much for itself, so that no talkative action costs a verdict: 50 looks at ten metrics of five versions fit. */
export const LOOK_BYTES = 160 * 1024;

/** Kept free, since progress is also written where nothing else is. */
const PROGRESS_BYTES = 10 * 1024;
const ACTION_BYTES = 40 * 1024;
/** Commas, quotes and names of fields between the parts. */
const SEAM_BYTES = 256;

/**
 * A change of the status, with what this engine adds kept in bounds. Each part has its share, and says what is left out:
 *
 * 1. `actions` (40 KiB): outputs go first, the oldest before the others; then other words of items that have ended; then
 *    the records of the oldest actions. That an item of the latest action has ended is never forgotten.
 * 2. `analysis`: messages (3 KiB each) are cut; of the assessments (24 KiB) numbers and sentences go first; beside the
 *    values of metrics (36 KiB) the reasons why there is none, then values that are too old, then times and sample sizes.
 *    Values, verdicts, weights and the winner always stay.
 * 3. `history` gets the rest: older points go first, then the last series.
 * 4. `looks` (160 KiB, beside all others): every second one is merged with the next.
 *
 * @param status as it is
 * @param patch fields that replace those of the status
 */
export function boundAdditions(status: Json | undefined, patch: JsonObject): JsonObject {
  if (!['actions', 'analysis', 'history'].some((field) => isObject(patch[field]))) return patch;
  const next = {...(isObject(status) ? status : {}), ...patch};
  const actions = isObject(next.actions) ? boundActions(next.actions, ACTION_BYTES) : undefined;
  const analysis = isObject(next.analysis) ? boundAnalysis(next.analysis) : undefined;
  const used =
    Math.max(PROGRESS_BYTES, jsonBytes(next.progress)) +
    SEAM_BYTES +
    jsonBytes(actions) +
    jsonBytes(next.split) +
    (analysis ? additionsToAnalysis(analysis) : 0);
  const history = parseHistory(new Field(next.history));
  const fitting = fitHistory(history, MOST_BYTES - used);
  return {
    ...patch,
    ...(Array.isArray(patch.looks) && {looks: boundLooks(patch.looks as readonly Json[], LOOK_BYTES)}),
    ...(isObject(patch.actions) && actions && {actions}),
    ...(isObject(patch.analysis) && analysis && {analysis}),
    ...(fitting !== history && {history: historyJson(fitting)}),
  };
}
