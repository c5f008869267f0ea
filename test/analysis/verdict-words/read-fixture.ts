import {parse} from 'yaml';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {fixture} from '../../support/golden.js';
import type {Scene} from './scene.js';

/** An experiment under `test/fixtures`, half a minute after its last write of 2021. */
export function readFixture(name: string): Scene {
  const resource = parse(fixture(name)) as JsonObject;
  return {experiment: parseExperiment(resource), now: new Date('2021-02-18T10:02:00Z')};
}
