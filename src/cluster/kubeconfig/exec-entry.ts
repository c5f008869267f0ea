import {isAbsolute, join} from 'node:path';
import type {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** A program that gives credentials (`client.authentication.k8s.io`). */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** What is told of the cluster; undefined where the plugin does not ask for it. */
  readonly cluster: JsonObject | undefined;
}

/** @param cluster the kubeconfig's entry of the cluster */
export function readExecPlugin(exec: Field, cluster: Field, folder: string): ExecPlugin {
  const env = exec.get('env').items();
  return {
    apiVersion: exec.get('apiVersion').text() ?? 'client.authentication.k8s.io/v1',
    command: resolveCommand(exec.get('command').requiredText(), folder),
    args: exec
      .get('args')
      .items()
      .map((item) => item.text() ?? ''),
    env: Object.fromEntries(env.map((item) => [item.get('name').requiredText(), item.get('value').text() ?? ''])),
    installHint: exec.get('installHint').text(),
    interactiveMode: exec.get('interactiveMode').oneOf(['Never', 'IfAvailable', 'Always']) ?? 'IfAvailable',
    cluster: exec.get('provideClusterInfo').boolean() ? clusterInfo(cluster) : undefined,
  };
}

/** A bare name is searched in PATH, a relative path goes from the kubeconfig's folder. */
function resolveCommand(command: string, folder: string): string {
  return /[/\\]/.test(command) && !isAbsolute(command) ? join(folder, command) : command;
}

const EXTENSION = 'client.authentication.k8s.io/exec';

function clusterInfo(cluster: Field): JsonObject {
  const extension = cluster
    .get('extensions')
    .items()
    .find((item) => item.get('name').text() === EXTENSION);
  return {
    server: cluster.get('server').text(),
    'tls-server-name': cluster.get('tls-server-name').text(),
    'insecure-skip-tls-verify': cluster.get('insecure-skip-tls-verify').boolean(),
    'certificate-authority-data': cluster.get('certificate-authority-data').text(),
    'proxy-url': cluster.get('proxy-url').text(),
    config: extension?.get('extension').value,
  };
}
