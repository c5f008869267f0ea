import {parseJson} from '../../../src/experiment/json-format.js';
import {isObject, type Json, type JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {holds, parseActionCondition} from '../../../src/tasks/condition.js';

const RESOURCE = `{
  "apiVersion": "iter8.tools/v2alpha2",
  "kind": "Experiment",
  "metadata": {
    "name": "checkout", "namespace": "shop", "generation": 9007199254740993,
    "labels": {"app.kubernetes.io/name": "cart", "Team": "red", "team": "blue"}
  },
  "spec": {
    "target": "shop/cart",
    "strategy": {"testingPattern": "A/B/N"},
    "versionInfo": {"baseline": {"name": "b"}, "candidates": [{"name": "c"}, {"name": "d"}]},
    "duration": {"intervalSeconds": 10, "iterationsPerLoop": 2.5}
  }
}`;

/** An experiment with a baseline b and candidates c and d; `winner` is as in `winnerAssessment.data`. */
export function experimentWith(winner?: JsonObject): Experiment {
  const resource = readObject(RESOURCE);
  const data = winner && {analysis: {winnerAssessment: {data: winner}}, stage: 'Finishing'};
  return parseExperiment({...resource, spec: withWholeDuration(resource.spec), ...(data && {status: data})});
}

/** The experiment as the resource was read, with a fraction that no Experiment would have. */
export function withSource(source: JsonObject): Experiment {
  return {...experimentWith(), source};
}

export const SHOP = withSource(readObject(RESOURCE));
export const WON: JsonObject = {winnerFound: true, winner: 'c'};

/** @throws ConditionError */
export function answer(text: string, experiment: Experiment = SHOP): boolean {
  return holds(parseActionCondition(text), experiment);
}

function readObject(text: string): JsonObject {
  const resource = parseJson(text);
  if (!isObject(resource)) throw new TypeError('the resource is no object');
  return resource;
}

function withWholeDuration(spec: Json | undefined): JsonObject {
  return {...(spec as JsonObject), duration: {intervalSeconds: 10, iterationsPerLoop: 2}};
}
