import {expect} from '@jest/globals';
import {applyPatch, type Operation} from 'rfc6902';
import type {Json} from '../../../src/experiment/json.js';
import type {TaskRun} from '../../../src/experiment/log-event.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {readExperiments} from '../../../src/experiment/reading/experiments.js';
import {toldBy} from '../../../src/operate/logs/told.js';
import type {Line} from '../../../src/render/watch/line.js';
import type {Request} from '../../../src/render/watch/state.js';
import {UNICODE} from '../../../src/render/watch/symbols.js';
import {WatchScene, type WatchSceneOptions} from '../../../src/render/watch/watch-scene.js';
import {fixture} from '../../support/golden.js';

export async function experimentOf(file: string): Promise<Experiment> {
  for await (const experiment of readExperiments({name: file, text: fixture(file)})) return experiment;
  throw new Error(`${file} has no experiment`);
}

/** The same with other values at these JSON pointers of its resource. */
export function changed(experiment: Experiment, values: Readonly<Record<string, Json>>): Experiment {
  const source = structuredClone(experiment.source);
  const problems = applyPatch(
    source,
    Object.entries(values).map(([path, value]): Operation => ({op: 'replace', path, value})),
  );
  expect(problems.every((problem) => problem === null)).toBe(true);
  return parseExperiment(source);
}

export async function tasksOf(experiment: Experiment): Promise<TaskRun[]> {
  const {events} = await toldBy(experiment, {key: undefined, instance: undefined, index: undefined});
  return events.flatMap((event) => (event.kind === 'result' ? [event.run] : []));
}

export interface Shown {
  readonly scene: WatchScene;
  readonly requests: Request[];
  /** The frame as text, a line each. */
  readonly frame: (columns: number, rows: number) => readonly string[];
}

/** A scene that shows an experiment, some seconds after its last change. */
export async function shown(experiment: Experiment, options: Partial<WatchSceneOptions> = {}): Promise<Shown> {
  const seen = experiment.status.lastUpdateTime ?? experiment.createdAt ?? new Date('2026-11-22T10:00:00Z');
  const now = new Date(seen.getTime() + 1000);
  const requests: Request[] = [];
  const scene = new WatchScene({
    symbols: UNICODE,
    now: () => now,
    hasKeys: true,
    canWish: true,
    onRequest: (request) => requests.push(request),
    yaml: () => 'kind: Experiment\n',
    ...options,
  });
  scene.see(experiment, await tasksOf(experiment));
  return {scene, requests, frame: (columns, rows) => scene.draw({columns, rows}).map(textOf)};
}

export function textOf(line: Line): string {
  return line.map(({text}) => text).join('');
}
