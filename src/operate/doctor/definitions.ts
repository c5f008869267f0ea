import {ifThere} from '../../cluster/not-found.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';
import {prunedFields} from '../../engine/controller/pruning.js';
import {customResourceDefinitions} from '../install/crds.js';
import {DEFINITION_KIND, nameOf} from '../install/kinds.js';
import {type Check, ok, problem, skipped} from './problems.js';
import type {ClusterWorld} from './world.js';

const INSTALL = 'iter8ctl install --crds-only';

/** Whether the definitions of Experiment and Metric are there, and keep what this program's engine writes. */
export async function checkDefinitions(world: ClusterWorld): Promise<Check[]> {
  return Promise.all(customResourceDefinitions().map((wanted) => checkDefinition(wanted, world)));
}

async function checkDefinition(wanted: JsonObject, world: ClusterWorld): Promise<Check> {
  const {name} = nameOf(wanted);
  const found = await lookAt(name, wanted, world);
  if (found === 'missing') return problem('crds.missing', `the cluster has no definition ${name}`, INSTALL);
  if (found === 'unseen') return skipped('crds', `${name} is there; you may not see what it keeps`);
  const lacking = lackingIn(found, wanted);
  if (lacking.length === 0) return ok('crds', `${name} is up to date`);
  return problem('crds.outdated', `${name} is older than this program: it lacks ${lacking.join(', ')}`, INSTALL);
}

/** Who may not read definitions, as most users, can still learn what is served. */
async function lookAt(
  name: string,
  wanted: JsonObject,
  {cluster, signal}: ClusterWorld,
): Promise<JsonObject | 'missing' | 'unseen'> {
  try {
    return (await ifThere(cluster.get(DEFINITION_KIND, {name}, {signal}))) ?? 'missing';
  } catch (error) {
    if (!(error instanceof Iter8Error && error.code === 'FORBIDDEN')) throw error;
    const kind = new Field(wanted).get('spec', 'names', 'kind').requiredText();
    return (await cluster.findKind({group: GROUP, kind}, {signal})) ? 'unseen' : 'missing';
  }
}

function lackingIn(found: JsonObject, wanted: JsonObject): string[] {
  const served = versionsOf(found);
  const missing = versionsOf(wanted).filter((version) => !served.includes(version));
  const isExperiment = nameOf(wanted).name.startsWith('experiments.');
  const canPrune = isExperiment && served.includes('v2alpha2');
  return [...missing, ...(canPrune ? prunedFields(found, 'v2alpha2') : [])];
}

function versionsOf(definition: JsonObject): string[] {
  const versions = new Field(definition).get('spec', 'versions').items();
  const served = versions.filter((version) => version.get('served').value === true);
  return served.map((version) => version.get('name').requiredText());
}
