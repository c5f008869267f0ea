import {ifThere} from '../../cluster/not-found.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {prunedFields} from '../../engine/controller/pruning.js';
import {customResourceDefinitions} from '../install/crds.js';
import {DEFINITION_KIND, nameOf} from '../install/kinds.js';
import {type Check, ok, problem} from './problems.js';
import type {ClusterWorld} from './world.js';

const INSTALL = 'iter8ctl install --crds-only';

/** Whether the definitions of Experiment and Metric are there, and keep what this program's engine writes. */
export async function checkDefinitions({cluster, signal}: ClusterWorld): Promise<Check[]> {
  const checks = customResourceDefinitions().map(async (wanted) => {
    const {name} = nameOf(wanted);
    const found = await ifThere(cluster.get(DEFINITION_KIND, {name}, {signal}));
    if (!found) return problem('crds.missing', `the cluster has no definition ${name}`, INSTALL);
    const lacking = lackingIn(found, wanted);
    if (lacking.length === 0) return ok('crds', `${name} is up to date`);
    return problem('crds.outdated', `${name} is older than this program: it lacks ${lacking.join(', ')}`, INSTALL);
  });
  return Promise.all(checks);
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
