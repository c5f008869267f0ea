import type {Json, JsonObject} from '../../../src/experiment/json.js';

export interface Sketch {
  pattern?: string;
  deployment?: string;
  candidates?: readonly string[];
  actions?: JsonObject;
  objectives?: readonly JsonObject[];
  criteria?: JsonObject;
  weights?: JsonObject;
  duration?: JsonObject;
  annotations?: JsonObject;
  spec?: JsonObject;
  status?: Json;
}

export const LATENCY = {metric: 'latency', upperLimit: 50};

/** A Canary of `b` against `c` on latency, unless the sketch says otherwise. */
export function experiment(sketch: Sketch = {}): JsonObject {
  const {pattern = 'Canary', deployment, candidates = ['c'], objectives = [LATENCY]} = sketch;
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'default', annotations: sketch.annotations},
    spec: {
      target: 'default/app',
      strategy: {
        testingPattern: pattern,
        deploymentPattern: deployment,
        actions: sketch.actions,
        weights: sketch.weights,
      },
      criteria: {objectives, ...sketch.criteria},
      duration: {intervalSeconds: 20, iterationsPerLoop: 2, ...sketch.duration},
      versionInfo: {baseline: {name: 'b'}, candidates: candidates.map((name) => ({name}))},
      ...sketch.spec,
    },
    ...(sketch.status === undefined ? {} : {status: sketch.status}),
  };
}

export const HEALTHY = () => ({'default/latency': {b: '10', c: '12'}});
export const SLOW = () => ({'default/latency': {b: '10', c: '80'}});
