import type {AnalysisResult} from '../../analysis/analyse.js';
import {analysisBlocks, winnerBlock} from '../../analysis/analysis-blocks.js';
import type {AnalysisInput} from '../../analysis/input.js';
import {noWinner} from '../../analysis/winner.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import type {StepInput} from './input.js';
import {statusField} from './times.js';

/** Who made the analysis, in the blocks of `status.analysis`. */
export const PROVENANCE = 'iter8ctl';

/** `status.analysis` with the analysis of an iteration; collected histograms are kept. */
export function analysisJson(analysed: AnalysisInput, result: AnalysisResult): JsonObject {
  const {value: histograms} = statusField(analysed.experiment).get('analysis', 'aggregatedBuiltinHists');
  return {
    ...(histograms !== undefined && {aggregatedBuiltinHists: histograms}),
    ...analysisBlocks(analysed, result, PROVENANCE),
  };
}

/** The field `analysis` where nobody has won, whoever led so far; empty when nothing was analysed yet. */
export function analysisWithoutWinner({experiment, now}: StepInput, reason: string): JsonObject {
  const {value: analysis} = statusField(experiment).get('analysis');
  if (!isObject(analysis)) return {};
  return {analysis: {...analysis, winnerAssessment: winnerBlock(noWinner(reason), now, PROVENANCE)}};
}
