import {parseTruth, type Spread} from '../../../engine/simulate/truth.js';

/** How the sample app answers. */
export interface AppBehaviour {
  /** What it shows, in a word: `blue`, `v101`. */
  readonly colour: string;
  /** Milliseconds until it answers. */
  readonly latency: Spread;
  /** Share of requests that it answers by 500, 0 to 1. */
  readonly errorRate: number;
}

/**
 * The behaviour that stands for a container image; undefined for an image that nothing stands for.
 *
 * @param env of the container, as far as it is written there
 * @throws Iter8Error INVALID where `env` asks for what no app can do
 */
export type AppOf = (image: string, env: ReadonlyMap<string, string>) => AppBehaviour | undefined;

/** What an environment may say about the app: `latency=80±20,error-rate=0.02`. */
export const BEHAVIOUR_VARIABLE = 'BEHAVIOUR';

const KNATIVE_IMAGE = /^gcr\.io\/knative-samples\/knative-route-demo(?::(\w[\w.-]*))?(?:@.*)?$/;
const PIPELINE_IMAGE = /(?:^|\/)iter8-demo(?::(\w[\w.-]*))?(?:@.*)?$/;

/**
 * The images of both tutorials: that of the Helm tutorial, of any colour, quick; that of the pipeline tutorial, from any
 * registry, which waits as long as its tag says. Without errors, unless the environment says otherwise.
 */
export const tutorialApp: AppOf = (image, env) => knativeApp(image, env) ?? pipelineApp(image, env);

const QUICK: Spread = {mean: 2, deviation: 1};

const knativeApp: AppOf = (image, env) => {
  const match = KNATIVE_IMAGE.exec(image);
  return match ? behaviourIn(env, env.get('T_VERSION') ?? match[1] ?? 'blue', QUICK) : undefined;
};

/** Milliseconds that the backend of the pipeline tutorial sleeps, by the tag of its image. */
const SLEEPS: Readonly<Record<string, number>> = {v100: 100, v101: 300, v102: 50};

const pipelineApp: AppOf = (image, env) => {
  const match = PIPELINE_IMAGE.exec(image);
  if (!match) return undefined;
  const tag = match[1] ?? 'v100';
  return behaviourIn(env, tag, {mean: SLEEPS[tag] ?? 100, deviation: 0});
};

function behaviourIn(env: ReadonlyMap<string, string>, colour: string, usual: Spread): AppBehaviour {
  const written = env.get(BEHAVIOUR_VARIABLE);
  if (written === undefined) return {colour, latency: usual, errorRate: 0};
  const {latency, errorRate} = parseTruth(`${BEHAVIOUR_VARIABLE}:${written}`);
  return {colour, latency, errorRate};
}
