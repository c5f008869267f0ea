import * as Flags from '@oclif/core/flags';
import {DEPLOYMENT_PATTERNS, POLICIES, TESTING_PATTERNS} from './experiment/model.js';

const EXPERIMENT = {helpGroup: 'EXPERIMENT', exclusive: ['file']};

/** A flag that may be repeated and takes one value each time. */
function repeatable(helpValue: string, description: string, group: {exclusive?: string[]} = EXPERIMENT) {
  const details = {helpValue, description: `${description} May be repeated.`, ...group};
  return Flags.string({multiple: true, multipleNonGreedy: true, ...details});
}

/** Settings of a flag that may be repeated: without it its list is empty, which the manifest, and so the help, leaves out. */
export const noneIfLeftOut = {
  multiple: true as const,
  multipleNonGreedy: true,
  default: [] as string[],
  noCacheDefault: true,
};

/** What counts where a flag is left out, for the help. */
interface LeftOut {
  readonly confidence: string;
  readonly policy: string;
}

const NEW_RUN: LeftOut = {confidence: 'the last value decides', policy: 'provenSafe with --confidence'};

/** How sure the verdict is to be. */
export function strengthFlags(
  group: {readonly helpGroup?: string; readonly exclusive?: string[]},
  leftOut: LeftOut = NEW_RUN,
) {
  return {
    confidence: Flags.string({
      helpValue: 'P',
      description: `Probability that no wrong verdict comes out of all looks together, such as 0.95; ${leftOut.confidence} if left out.`,
      ...group,
    }),
    policy: Flags.option({
      options: POLICIES,
      description: `What counts: provenSafe promotes only what is shown to keep all limits, provenHarmful stops only what is shown to break one, lastValue takes the last values as they are; ${leftOut.policy} if left out.`,
      ...group,
    })(),
  };
}

/** What goes with it: how much data a value needs, how often it is looked at, and when the run ends. */
export function judgementFlags(
  group: {readonly helpGroup?: string; readonly exclusive?: string[]},
  usualSamples = '1',
) {
  return {
    'min-samples': Flags.integer({
      min: 1,
      helpValue: 'N',
      description: `Observations that a value needs to be judged, by the sampleSize of its metric; ${usualSamples} if left out.`,
      ...group,
    }),
    ...strengthFlags(group),
    looks: Flags.string({
      helpValue: 'N|auto|anytime',
      description:
        'How often the data may be looked at, with --confidence: auto is at each iteration, 50 times at most, anytime without a plan; auto if left out.',
      ...group,
    }),
    'end-early': Flags.boolean({
      allowNo: true,
      description: 'End when nothing can change the verdict any more; so with --confidence if left out.',
      ...group,
    }),
  };
}

/** What a command line says of an experiment that a file would say otherwise. */
export const experimentFlags = {
  from: Flags.string({
    helpValue: 'KIND/NAME',
    description:
      'Read versions and where their weights stand off an object of the cluster: ksvc/NAME, virtualservice/NAME or httproute/NAME; or deployment/NAME, the candidate, for which the traffic of its Service is made splittable first.',
    ...EXPERIMENT,
  }),
  target: Flags.string({description: 'What is tried out, by custom NAMESPACE/SERVICE.', ...EXPERIMENT}),
  pattern: Flags.option({
    options: TESTING_PATTERNS,
    description: 'How the winner is found; what the candidates and the reward allow if left out.',
    ...EXPERIMENT,
  })(),
  deployment: Flags.option({
    options: DEPLOYMENT_PATTERNS,
    description: 'How traffic moves; Progressive if left out.',
    ...EXPERIMENT,
  })(),
  baseline: Flags.string({helpValue: 'VERSION', description: 'The current version.', ...EXPERIMENT}),
  candidate: repeatable('VERSION', 'A new version.'),
  var: repeatable('VERSION:KEY=VALUE', 'Variable of a version, for metrics and tasks.'),
  'weight-ref': repeatable(
    'VERSION=APIVERSION/KIND/NAME:FIELDPATH',
    'Where the traffic weight of a version stands, such as candidate=serving.knative.dev/v1/Service/app:.spec.traffic[1].percent.',
  ),
  objective: repeatable('LIMIT', "Limit on a metric, such as 'mean-latency<=50'."),
  indicator: repeatable('METRIC', 'Metric that is shown and not judged.'),
  reward: repeatable('METRIC:high|low', 'Metric that decides among the versions that meet all objectives.'),
  interval: Flags.string({description: 'Time of an iteration, such as 12s.', ...EXPERIMENT}),
  iterations: Flags.integer({min: 1, description: 'Iterations in a loop.', ...EXPERIMENT}),
  loops: Flags.integer({min: 1, description: 'Loops.', ...EXPERIMENT}),
  'max-weight': Flags.integer({
    min: 0,
    max: 100,
    description: 'Most traffic that a candidate gets, in percent.',
    ...EXPERIMENT,
  }),
  'weight-increment': Flags.integer({
    min: 0,
    max: 100,
    description: 'Most by which its traffic rises in an iteration, in percent.',
    ...EXPERIMENT,
  }),
  ...judgementFlags(EXPERIMENT),
  start: repeatable('TASK', 'Task before the run.'),
  loop: repeatable('TASK', 'Task in each loop.'),
  finish: repeatable('TASK', 'Task after the run.'),
  label: repeatable('KEY=VALUE', 'Label of the experiment.', {}),
  annotation: repeatable('KEY=VALUE', 'Annotation of the experiment.', {}),
};
