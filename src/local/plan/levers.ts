import {type LimitKind, limitsOf} from '../../analysis/limits.js';
import type {Truth} from '../../engine/simulate/truth.js';
import type {Experiment} from '../../experiment/model.js';
import {formatExact, parseQuantity} from '../../experiment/quantity.js';
import type {MeasuredMetric} from './measured-metrics.js';

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
  /** The setup after a change by a factor above 1, and the value that was written for it. */
  readonly pull: (factor: number) => {readonly setup: Setup; readonly to: string};
}

/** More of anything that brings observations. */
export function trafficLevers(setup: Setup): Lever[] {
  const {experiment, trafficPerSecond} = setup;
  const {iterationsPerLoop, intervalSeconds} = experiment.spec.duration;
  return [
    {
      field: 'spec.duration.iterationsPerLoop',
      from: String(iterationsPerLoop),
      pull: (factor) => ofDuration(setup, {iterationsPerLoop: Math.ceil(iterationsPerLoop * factor)}),
    },
    {
      field: 'spec.duration.intervalSeconds',
      from: String(intervalSeconds),
      pull: (factor) => ofDuration(setup, {intervalSeconds: Math.ceil(intervalSeconds * factor)}),
    },
    {
      field: '--traffic',
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
  {experiment, trafficPerSecond}: Setup,
  index: number,
  {metric, looser}: {readonly metric: MeasuredMetric; readonly looser: boolean},
): Lever | undefined {
  const objective = experiment.spec.criteria.objectives[index];
  const [first] = objective ? limitsOf(objective) : [];
  if (!objective || !first) return undefined;
  const [kind, limit] = first;
  return {
    field: `spec.criteria.objectives[${index}].${kind === 'relativeLimit' ? 'relativeUpperLimit' : kind}`,
    from: String(rounded(limit)),
    pull: (factor) => {
      const moved = moveLimit(kind, limit, {
        factor: looser ? factor : 1 / factor,
        isShare: metric.statistic.kind === 'proportion',
      });
      const quantity = parseQuantity(String(moved));
      const objectives = experiment.spec.criteria.objectives.map((one, at) =>
        at === index ? {...one, [kind]: quantity} : one,
      );
      const {spec} = experiment;
      const changed = {...experiment, spec: {...spec, criteria: {...spec.criteria, objectives}}};
      return {setup: {trafficPerSecond, experiment: changed}, to: quantity ? formatExact(quantity) : String(moved)};
    },
  };
}

function moveLimit(
  kind: LimitKind,
  limit: number,
  {factor, isShare}: {readonly factor: number; readonly isShare: boolean},
): number {
  if (kind === 'upperLimit' || kind === 'relativeLimit') return rounded(limit * factor);
  return rounded(isShare ? 1 - factor * (1 - limit) : limit / factor);
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
