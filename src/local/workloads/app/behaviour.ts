import {parseTruth, type Spread} from '../../../engine/simulate/truth.js';

/** How the sample app answers. */
export interface AppBehaviour {
  /** What it shows, in a word: `blue`. */
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
const BEHAVIOUR_VARIABLE = 'BEHAVIOUR';

const TUTORIAL_IMAGE = /^gcr\.io\/knative-samples\/knative-route-demo(?::(\w[\w.-]*))?(?:@.*)?$/;
const QUICK: Spread = {mean: 2, deviation: 1};

/** The image of the tutorials, of any colour: quick and without errors, unless its environment says otherwise. */
export const tutorialApp: AppOf = (image, env) => {
  const match = TUTORIAL_IMAGE.exec(image);
  if (!match) return undefined;
  const colour = env.get('T_VERSION') ?? match[1] ?? 'blue';
  const behaviour = env.get(BEHAVIOUR_VARIABLE);
  if (behaviour === undefined) return {colour, latency: QUICK, errorRate: 0};
  const {latency, errorRate} = parseTruth(`${BEHAVIOUR_VARIABLE}:${behaviour}`);
  return {colour, latency, errorRate};
};
