import {isRelativeLimit, limitField, type LimitKind, limitsOf} from '../../analysis/limits.js';
import type {Change} from '../../analysis/planning/launch-plan.js';
import type {Truth} from '../../engine/simulate/truth.js';
import {type Experiment, totalIterations} from '../../experiment/model.js';
import {formatExact, parseQuantity} from '../../experiment/quantity.js';
import type {MeasuredMetric} from './measured-metrics.js';
import {multipleOf, testedVersion, type TruthToPlay} from './scenarios.js';
import {valueOf} from './true-value.js';

/** An experiment, and the traffic that versions get in it. */
export interface Setup {
  readonly experiment: Experiment;
  readonly trafficPerSecond: number;
}

/** Something that can be changed so that an experiment decides. */
export interface Lever {
  /** As in the resource, or a flag. */
  readonly field: string;
  readonly from: string;
  /** Largest factor that is worth a thought. */
  readonly most: number;
  /** Whether a factor is worth as much as it is with the lever before. */
  readonly isAsBefore: boolean;
  /** The setup after a change by a factor above 1, and the value that was written for it. */
  readonly pull: (factor: number) => {readonly setup: Setup; readonly to: string};
}

/** Longer runs are played for too long, and few would want them. */
const MOST_ITERATIONS = 100;

/** The flag that tells it. */
export const TRAFFIC = '--traffic';

/** More of anything that brings observations. */
export function trafficLevers(setup: Setup): Lever[] {
  const {experiment, trafficPerSecond} = setup;
  const {iterationsPerLoop, intervalSeconds} = experiment.spec.duration;
  return [
    {
      field: 'spec.duration.iterationsPerLoop',
      most: Math.max(2, MOST_ITERATIONS / totalIterations(experiment.spec)),
      isAsBefore: false,
      from: String(iterationsPerLoop),
      pull: (factor) => ofDuration(setup, {iterationsPerLoop: Math.ceil(iterationsPerLoop * factor)}),
    },
    {
      field: 'spec.duration.intervalSeconds',
      most: 64,
      isAsBefore: false,
      from: String(intervalSeconds),
      pull: (factor) => ofDuration(setup, {intervalSeconds: Math.ceil(intervalSeconds * factor)}),
    },
    {
      field: TRAFFIC,
      most: 64,
      isAsBefore: true,
      from: `${rounded(trafficPerSecond)}rps`,
      pull: (factor) => {
        const traffic = roundedUp(trafficPerSecond * factor);
        return {setup: {...setup, trafficPerSecond: traffic}, to: `${traffic}rps`};
      },
    },
  ];
}

function ofDuration({experiment, trafficPerSecond}: Setup, change: Partial<Experiment['spec']['duration']>) {
  const {spec} = experiment;
  const duration = {...spec.duration, ...change};
  return {
    setup: {trafficPerSecond, experiment: {...experiment, spec: {...spec, duration}}},
    to: String(Object.values(change)[0]),
  };
}

/** A limit that lets more through, or less. */
export function limitLever(
  setup: Setup,
  index: number,
  {metric, isLooser}: {readonly metric: MeasuredMetric; readonly isLooser: boolean},
): Lever | undefined {
  const objective = setup.experiment.spec.criteria.objectives[index];
  const [first] = objective ? limitsOf(objective) : [];
  if (!first) return undefined;
  const [kind, limit] = first;
  const isShare = metric.statistic.kind === 'proportion';
  return {
    field: `spec.criteria.objectives[${index}].${limitField(kind)}`,
    from: limitText(limit),
    most: 16,
    isAsBefore: false,
    pull: (by) => {
      const moved = rounded(multipleOf(kind, limit, {multiple: isLooser ? by : 1 / by, isShare}));
      return {setup: withLimit(setup, index, {kind, limit: moved}), to: limitText(moved)};
    },
  };
}

function limitText(limit: number): string {
  const quantity = parseQuantity(String(limit));
  return quantity ? formatExact(quantity) : String(limit);
}

interface LimitValue {
  readonly kind: LimitKind;
  readonly limit: number;
}

function withLimit({experiment, trafficPerSecond}: Setup, index: number, {kind, limit}: LimitValue): Setup {
  const {spec} = experiment;
  const {objectives} = spec.criteria;
  const quantity = parseQuantity(String(limit));
  const changed = objectives.map((one, at) => (at === index ? {...one, [kind]: quantity} : one));
  const criteria = {...spec.criteria, objectives: changed};
  return {trafficPerSecond, experiment: {...experiment, spec: {...spec, criteria}}};
}

/** The limit between a version that is good and one that is bad, where neither is a multiple of the baseline. */
export function middleLimit(
  setup: Setup,
  index: number,
  {metrics, truths}: {readonly metrics: readonly MeasuredMetric[]; readonly truths: readonly TruthToPlay[]},
): {readonly setup: Setup; readonly change: Change} | undefined {
  const objective = setup.experiment.spec.criteria.objectives[index];
  const metric = metrics.find(({reference}) => reference === objective?.metric);
  const [first, ...others] = objective ? limitsOf(objective) : [];
  if (!metric || !first || others.length > 0 || isRelativeLimit(first[0])) return undefined;
  const tested = testedVersion(setup.experiment);
  const [good = 0, bad = 0] = (['promote', 'stop'] as const).map((goal) => {
    const truth = truths.find((one) => one.goal === goal)?.truths.find(({version}) => version === tested);
    return truth && valueOf(metric, truth);
  });
  const limit = rounded(good * bad > 0 ? Math.sqrt(good * bad) : (good + bad) / 2);
  const [kind, from] = first;
  const change = {
    field: `spec.criteria.objectives[${index}].${limitField(kind)}`,
    from: limitText(from),
    to: limitText(limit),
  };
  return {setup: withLimit(setup, index, {kind, limit}), change};
}

/** The same truths with other traffic, where a version has no traffic of its own. */
export function withTraffic(truths: readonly Truth[], before: number, after: number): readonly Truth[] {
  return truths.map((truth) =>
    truth.requestsPerSecond === before ? {...truth, requestsPerSecond: after} : truth,
  );
}

const DIGITS = 3;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** To two digits, and up, so that what was enough stays enough. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return rounded(Math.ceil(value / unit - 1e-9) * unit);
}
