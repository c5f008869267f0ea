import type {AnalysisInput} from '../../analysis/input.js';
import {checkSplit} from '../../analysis/split-check.js';
import {SPLIT_ADVICE, splitWords} from '../../analysis/verdict-words/split-words.js';
import type {JsonObject} from '../../experiment/json.js';
import {splitJson, storedSplit} from '../../experiment/stored-split.js';
import {type Mark, warningMark} from './marks.js';
import {hasSplit} from './weights.js';

/** What an iteration knows of whether traffic arrives as it was set. */
export interface SplitFindings {
  /** Of the status. */
  readonly fields: JsonObject;
  /** The warning, when it is new. */
  readonly marks: readonly Mark[];
}

export function splitFindings({experiment, observations, now}: AnalysisInput): SplitFindings {
  if (!hasSplit(experiment)) return {fields: {}, marks: []};
  const earlier = storedSplit(experiment);
  const split = checkSplit(experiment, observations, {earlier, now});
  const warning = earlier?.warning ? undefined : split?.warning;
  return {
    fields: split ? {split: splitJson(split)} : {},
    marks: warning ? [warningMark('TrafficSplitDiffers', warningWords(warning))] : [],
  };
}

function warningWords(warning: Parameters<typeof splitWords>[0]): string {
  return `${splitWords(warning)}: values may compare different users; ${SPLIT_ADVICE}`;
}
