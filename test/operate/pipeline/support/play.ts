import type {Cluster} from '../../../../src/cluster/port.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {runPipeline} from '../../../../src/operate/pipeline/pipeline.js';
import type {PipelineEnd, PipelineRequest} from '../../../../src/operate/pipeline/request.js';
import type {PipelineWorld} from '../../../../src/operate/pipeline/world.js';
import {deployment, type Town} from './town.js';

export const SHAS: Readonly<Record<string, string>> = {
  v100: '1000000000000000000000000000000000000000',
  v101: '1010000000000000000000000000000000000000',
  v102: '1020000000000000000000000000000000000000',
  v103: '1030000000000000000000000000000000000000',
};

/** What `--manifest` with one Deployment and the objective of the tutorial mean. */
export function requestFor(tag: string, over: Partial<PipelineRequest> = {}): PipelineRequest {
  return {
    objects: [manifestOf(deployment(tag))],
    service: 'iter8-demo',
    commit: {
      sha: SHAS[tag]!,
      committedAt: new Date(`2021-02-18T09:${tag.slice(2)}:00Z`),
      repository: undefined,
      jobUrl: undefined,
    },
    trial: {objectives: ['mean-latency<=200'], interval: '10s', iterations: 4},
    readyTimeoutMs: 120_000,
    mayBeOlder: false,
    isForced: false,
    ...over,
  };
}

export function manifestOf(object: JsonObject) {
  return {object, where: 'deploy.yaml:4:9'};
}

export interface Played {
  readonly end: PipelineEnd | undefined;
  readonly error: unknown;
  /** What was told, a line each. */
  readonly lines: readonly string[];
}

let runs = 0;

/** Runs a pipeline to its end while virtual time passes. */
export async function play(
  town: Town,
  request: PipelineRequest,
  over: Partial<PipelineWorld> & {readonly cluster?: Cluster} = {},
): Promise<Played> {
  const played = begin(town, request, over);
  await town.time.until(() => played.isOver(), 4 * 3600);
  return played.result();
}

/** A pipeline that goes on as virtual time passes. */
export function begin(town: Town, request: PipelineRequest, over: Partial<PipelineWorld> = {}) {
  const lines: string[] = [];
  let played: Played | undefined;
  runs += 1;
  const world: PipelineWorld = {
    cluster: town.cluster,
    now: town.time.now,
    sleep: town.time.sleep,
    tell: async (topic, text) => void lines.push(`${topic}: ${text}`),
    onSight: () => undefined,
    identity: `run${runs}`,
    signal: new AbortController().signal,
    ...over,
  };
  const done = runPipeline(request, world).then(
    (end) => (played = {end, error: undefined, lines}),
    (error: unknown) => (played = {end: undefined, error, lines}),
  );
  return {isOver: () => played !== undefined, result: () => done, lines};
}
