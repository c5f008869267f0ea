import {readFile} from 'node:fs/promises';
import {parse} from 'yaml';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Values} from './world.js';

/** The experiment of the Helm tutorial as its user applies it: without a status. */
export async function tutorialSample(): Promise<JsonObject> {
  const resource = parse(await readFile('samples/canary-progressive.yaml', 'utf8')) as JsonObject;
  return {...resource, status: undefined};
}

/** A healthy candidate: the values that the tutorial prints. */
export const TUTORIAL_VALUES = (): Values => ({
  'request-count': {current: '609.167', candidate: '75.680'},
  'mean-latency': {current: '1.273', candidate: '1.349'},
  '95th-percentile-tail-latency': {current: '4.784', candidate: '4.750'},
  'error-rate': {current: '0', candidate: '0'},
});
