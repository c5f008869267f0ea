import type {SimulationOptions} from '../../engine/simulate/simulate.js';
import {parseTruth} from '../../engine/simulate/truth.js';
import {Iter8Error} from '../../errors.js';
import type {Policy} from '../../experiment/model.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {readMetricFiles} from '../../metrics/inspect/files.js';
import {type Judgement, planFromFile, planFromUrls, type RunPlan} from './plan.js';
import {readTrafficRequest, type TrafficFlags, type TrafficRequest} from './traffic-request.js';

/** What the command line says of a run, as typed. */
export interface RunFlags extends TrafficFlags, SimulationFlags {
  /** Of an Experiment; undefined: the URLs say what to judge. */
  readonly file?: string | undefined;
  readonly baseline?: string | undefined;
  readonly candidate?: string | undefined;
  readonly conformance?: string | undefined;
  readonly objective: readonly string[];
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
  readonly looks?: string | undefined;
  readonly 'min-samples'?: number | undefined;
  readonly 'end-early'?: boolean | undefined;
}

interface SimulationFlags {
  readonly simulate: boolean;
  readonly truth: readonly string[];
  readonly seed?: string | undefined;
}

/** What is to be run, and with which traffic. */
export interface RunInput {
  readonly plan: RunPlan;
  readonly traffic: TrafficRequest;
}

/** @throws Iter8Error INVALID for a flag or a file that is wrong, or a flag that would be ignored */
export async function readRunInput(
  flags: RunFlags,
  readSource: (file: string) => Promise<SourceText>,
): Promise<RunInput> {
  requireUse(flags);
  const traffic = readTrafficRequest(flags);
  const {durationMs, rps} = traffic;
  const {file, objective: objectives} = flags;
  if (file === undefined) {
    const judgement = judgementOf(flags);
    return {plan: planFromUrls({...flags, objectives, durationMs, rps, judgement}), traffic};
  }
  const {experiment, ...beside} = await readMetricFiles([await readSource(file)]);
  if (experiment) return {plan: planFromFile(experiment, beside), traffic};
  const hint = 'or give URLs: --baseline URL --candidate URL';
  throw new Iter8Error('INVALID', `no Experiment in ${file}`, hint);
}

function judgementOf({confidence, policy, looks, ...flags}: RunFlags): Judgement {
  return {confidence, policy, looks, minimumSamples: flags['min-samples'], endEarly: flags['end-early']};
}

function requireUse({simulate, truth, seed, proxy, rps}: RunFlags): void {
  const unused = simulate
    ? [proxy !== undefined && '--proxy', rps !== undefined && '--rps']
    : [truth.length > 0 && '--truth', seed !== undefined && '--seed'];
  const flag = unused.find((name) => name !== false);
  if (flag === undefined) return;
  const hint = simulate ? 'a simulation has no real traffic' : 'add --simulate';
  throw new Iter8Error('INVALID', `${flag} ${simulate ? 'is not for' : 'is for'} --simulate`, hint);
}

/**
 * The same run in simulated time, with seed 1 where none is given.
 *
 * @throws Iter8Error INVALID with the truth that cannot be read
 */
export function simulationOf(
  {resource}: RunPlan,
  {truth, seed = '1'}: Pick<SimulationFlags, 'truth' | 'seed'>,
  surroundings: Pick<SimulationOptions, 'start' | 'signal'>,
): SimulationOptions {
  return {...surroundings, resource, truths: truth.map(parseTruth), seed};
}
