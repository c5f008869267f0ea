import {Iter8Error} from '../../errors.js';
import {formatYaml} from '../../experiment/reading/yaml-format.js';
import type {Screen} from '../../runtime/deps.js';
import {LostExperimentError} from './recreate.js';

/**
 * Prints an experiment that now exists nowhere else, and goes on to fail; any other error just goes on.
 *
 * @throws always
 */
export async function saveLost(error: unknown, screen: Screen): Promise<never> {
  if (!(error instanceof LostExperimentError)) throw error;
  const {cause} = error;
  await screen.write(`${formatYaml(error.resource)}\n`);
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new Iter8Error(
    cause instanceof Iter8Error ? cause.code : 'INVALID',
    `${error.message}: ${why}`,
    'the YAML above is all of it: save it, then iter8ctl create experiment -f FILE',
    {cause},
  );
}
