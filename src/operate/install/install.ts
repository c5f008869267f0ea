import type {Cluster} from '../../cluster/port.js';
import {applyObjects, type ApplyOptions} from './apply.js';
import {CONTROLLER} from './controller.js';
import {orInterrupted} from './interruption.js';
import {installObjects} from './objects.js';
import type {InstallOptions} from './options.js';
import {waitAvailable} from './wait.js';

export interface InstallRun extends ApplyOptions {
  /** Whether to wait until the controller runs. */
  readonly awaitsController: boolean;
}

/**
 * Installs, and waits for what is to be waited for. Can be repeated.
 *
 * @throws what `applyObjects` throws; Iter8Error INTERRUPTED; TIMEOUT when the controller is not available in time
 */
export function install(cluster: Cluster, options: InstallOptions, run: InstallRun): Promise<void> {
  return orInterrupted(run.signal, applyAndWait(cluster, options, run));
}

async function applyAndWait(cluster: Cluster, options: InstallOptions, run: InstallRun): Promise<void> {
  await applyObjects(cluster, installObjects(options), run);
  if (options.parts !== 'everything' || run.isDryRun || !run.awaitsController) return;
  await waitAvailable(cluster, {namespace: options.namespace, name: CONTROLLER}, run);
}
