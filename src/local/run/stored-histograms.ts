import {readExperimentResource} from '../../engine/experiment-resource.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {storedResult} from '../../load/stored-result.js';
import type {Traffic} from './traffic.js';

/** The finished experiment with what was measured on load, where task metrics/collect stores it. */
export function withHistograms(experiment: Experiment, traffic: Traffic, now: Date): Experiment {
  const results = [...traffic.results()];
  if (results.length === 0) return experiment;
  const {source} = experiment;
  const status = isObject(source.status) ? source.status : {};
  const analysis = isObject(status.analysis) ? status.analysis : {};
  const data: Record<string, unknown> = Object.fromEntries(
    results.map(([version, result]) => [version, storedResult(result)]),
  );
  const aggregatedBuiltinHists = {
    provenance: 'iter8ctl run',
    timestamp: now.toISOString(),
    data: data as JsonObject,
  };
  return readExperimentResource({...source, status: {...status, analysis: {...analysis, aggregatedBuiltinHists}}});
}
