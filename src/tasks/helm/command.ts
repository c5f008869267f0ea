import {stringify} from 'lossless-json';
import {listEntry} from '../process/flag-value.js';
import type {Program} from '../process/run-program.js';
import type {ScratchFolder} from '../process/scratch-folder.js';
import type {ChartSource} from './chart-source.js';
import type {HelmRequest} from './request.js';

/** What `helm upgrade` is told besides its request. */
export interface HelmCall {
  readonly request: HelmRequest;
  readonly source: ChartSource;
  /** Shown by `helm history`. */
  readonly description: string;
  /** Flag by which this helm goes back after a failure; undefined: it is to leave things as they are. */
  readonly rollbackFlag: string | undefined;
}

/**
 * The program that installs or upgrades the release. Values go through files of the scratch folder: they need no escaping,
 * and no list of processes shows them.
 */
export async function upgradeProgram(
  {request, source, description, rollbackFlag}: HelmCall,
  folder: ScratchFolder,
): Promise<Program> {
  const {release, namespace, version, reuseValues, waits, timeout} = request;
  const flags = [
    `--namespace=${namespace}`,
    `--description=${description}`,
    `--timeout=${timeout}`,
    ...(version === undefined ? [] : [`--version=${version}`]),
    ...(waits ? ['--wait'] : []),
    ...(reuseValues ? ['--reuse-values'] : []),
    ...(rollbackFlag === undefined ? [] : [rollbackFlag]),
    ...source.flags,
    ...(await valueFlags(request, folder)),
  ];
  const args = ['upgrade', '--install', ...flags, '--', release, source.chart];
  return {command: 'helm', args, env: source.env};
}

/** In the order in which helm lets one go before another, whatever the order of flags. */
async function valueFlags({valuesFiles, values, set}: HelmRequest, folder: ScratchFolder): Promise<string[]> {
  const own = values && (await folder.write('values.json', stringify(values) ?? '{}'));
  const files = own === undefined ? valuesFiles : [...valuesFiles, own];
  const single = set.map(async ([path, value], at) => `${path}=${await folder.write(`set-${at}`, value)}`);
  return [
    ...files.map((file) => `--values=${listEntry(file)}`),
    ...(await Promise.all(single)).map((pair) => `--set-file=${pair}`),
  ];
}
