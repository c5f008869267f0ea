import type {Cluster} from '../cluster/port.js';
import {getSecret} from '../cluster/secret.js';
import {Iter8Error} from '../errors.js';
import type {SecretData, SecretReader} from '../metrics/secrets.js';

/** A Secret that a task names and does not get; the message holds nothing of its content. */
export class TaskSecretError extends Error {}

/** Where a task looks for its Secret. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * @param reference `name`, in the namespace of the experiment, or `namespace/name`
 * @throws TaskSecretError when it is neither
 */
export function parseSecretName(reference: string, namespace: string): SecretName {
  const [first = '', second, ...rest] = reference.split('/');
  const found = second === undefined ? {namespace, name: first} : {namespace: first, name: second};
  if (rest.length === 0 && found.name !== '' && found.namespace !== '') return found;
  throw new TaskSecretError(`secret ${JSON.stringify(reference)} is neither name nor namespace/name`);
}

/**
 * The texts of a Secret by their keys.
 *
 * @throws TaskSecretError when it is not there, or may not be read
 */
export async function readTaskSecret(
  {namespace, name}: SecretName,
  read: SecretReader | undefined,
): Promise<SecretData> {
  const shown = `secret ${namespace}/${name}`;
  if (!read) throw new TaskSecretError(`${shown} cannot be read: this run has no place for Secrets`);
  const data = await read(namespace, name).catch((error: unknown) => {
    throw new TaskSecretError(`${shown} cannot be read: ${reasonOf(error)}`, {cause: error});
  });
  if (!data) throw new TaskSecretError(`there is no ${shown}`);
  return new Map(Object.entries(data).map(([key, bytes]) => [key, Buffer.from(bytes).toString('utf8')]));
}

/** Only our own errors are known to hold nothing of a Secret. */
function reasonOf(error: unknown): string {
  return error instanceof Iter8Error ? error.message : 'nobody says why';
}

/** Secrets of a cluster, as far as whoever runs the tasks may read them. */
export function clusterSecretReader(cluster: Cluster): SecretReader {
  return async (namespace, name) => (await getSecret(cluster, namespace, name))?.data;
}
