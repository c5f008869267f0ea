import type {Cluster} from '../../cluster/port.js';
import {parseExperiment} from '../../experiment/parse.js';
import type {Experiment} from '../../experiment/model.js';
import {experimentKind} from '../experiments.js';
import {apply} from './apply.js';
import {beginSample} from './begin-sample.js';
import {type Scenario, SERVICE} from './scenarios.js';

/** Requests a second: enough for a verdict in some seconds. */
const RPS = 60;
/** Longer than any scenario takes. */
const LOAD_SECONDS = 300;

/** Begins a scenario: the versions, load on them, and the experiment. */
export async function beginScenario(
  cluster: Cluster,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<Experiment> {
  const {versions, metrics, experiment} = scenario;
  await beginSample(cluster, {service: SERVICE, versions, rps: RPS, seconds: LOAD_SECONDS}, signal);
  await apply(cluster, metrics, signal);
  return parseExperiment(await cluster.create(await experimentKind(cluster, {signal}), experiment, {signal}));
}
