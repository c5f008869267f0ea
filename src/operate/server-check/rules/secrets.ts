import {ifThere} from '../../../cluster/not-found.js';
import type {FieldPath} from '../../../experiment/field.js';
import {type Finding, wrongValue} from '../../../experiment/validate/finding.js';
import {secretOf} from '../../../tasks/registry.js';
import {parseSecretName, type SecretName, TaskSecretError} from '../../../tasks/secret.js';
import {kind} from '../../install/kinds.js';
import {shellWord} from '../grants.js';
import {ifAllowed, type Rule, type Subject, type TaskUse, type World} from '../world.js';

const SECRET = kind('v1', 'Secret');

/** Whether the Secrets that tasks name are there. What they hold is not looked at. */
export const checkSecrets: Rule = async (subject, world) => {
  const findings: Finding[] = [];
  for (const use of subject.tasks) {
    const secret = secretNameOf(use, subject);
    if (typeof secret === 'string') findings.push(wrongValue({path: secretPath(use)}, secret));
    else if (secret && !(await isThere(secret, world))) {
      findings.push(wrongValue({path: secretPath(use)}, missingWords(secret)));
    }
  }
  return findings;
};

/** @returns undefined: the item names none; a text: what is wrong with the name */
export function secretNameOf({item}: TaskUse, {experiment}: Subject): SecretName | string | undefined {
  const reference = secretOf(item);
  if (reference === undefined) return undefined;
  try {
    return parseSecretName(reference, experiment.namespace);
  } catch (error) {
    if (error instanceof TaskSecretError) return error.message;
    throw error;
  }
}

/** Where the item names its Secret; the item itself where it does so without a word. */
export function secretPath({item, path}: TaskUse): FieldPath {
  const key = Object.keys(item.inputs).find((name) => ['secret', 'secretname'].includes(name.toLowerCase()));
  return key === undefined ? path : [...path, 'with', key];
}

async function isThere({namespace, name}: SecretName, world: World): Promise<boolean> {
  if (world.inFiles.get({group: '', kind: 'Secret', namespace, name})) return true;
  const {cluster, signal} = world;
  const look = ifThere(cluster.get(SECRET, {namespace, name}, {signal})).then((found) => found !== undefined);
  return (await ifAllowed(world, look)) ?? true;
}

function missingWords({namespace, name}: SecretName): string {
  const words = ['kubectl', 'create', 'secret', 'generic', name, '-n', namespace, '--from-literal=KEY=VALUE'];
  return `there is no secret ${namespace}/${name}; make it with: ${words.map(shellWord).join(' ')}`;
}
