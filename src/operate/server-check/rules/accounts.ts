import {ifThere} from '../../../cluster/not-found.js';
import {doubtfulField, type Finding, wrongField} from '../../../experiment/validate/finding.js';
import {TASK_ACCOUNT} from '../../../engine/jobs/account.js';
import {kind} from '../../install/kinds.js';
import {mayAccount} from '../access.js';
import {shellWord} from '../grants.js';
import {ACTIONS_PATH, ifAllowed, type Rule, type World} from '../world.js';

const SERVICE_ACCOUNT = kind('v1', 'ServiceAccount');

/** Whether actions can begin: a controller that runs them in Jobs needs an account for these, and the right to start them. */
export const checkAccounts: Rule = async ({experiment: {namespace}, tasks}, world) => {
  if (tasks.length === 0 || world.controller?.runsTasksItself) return [];
  const problems = [
    (await hasAccount(namespace, world)) ? [] : [`there is no account ${TASK_ACCOUNT}, as which actions run`],
    (await mayStartJobs(namespace, world)) ? [] : ['the controller may not start the Jobs of actions'],
  ].flat();
  return problems.length === 0 ? [] : [finding(problems, namespace, world)];
};

function finding(problems: readonly string[], namespace: string, {controller}: World): Finding {
  const at = {path: ACTIONS_PATH};
  const what = `in namespace ${namespace} ${problems.join(', and ')}`;
  const command = `iter8ctl install --tasks-in ${shellWord(namespace)}`;
  if (controller) return wrongField(at, `${what}; run, with the flags that it was installed with: ${command}`);
  return doubtfulField(at, `${what}, unless the controller has --local-tasks; run: ${command}`);
}

async function hasAccount(namespace: string, world: World): Promise<boolean> {
  const {cluster, signal, inFiles} = world;
  if (inFiles.get({group: '', kind: 'ServiceAccount', namespace, name: TASK_ACCOUNT})) return true;
  const look = ifThere(cluster.get(SERVICE_ACCOUNT, {namespace, name: TASK_ACCOUNT}, {signal}));
  return (
    (await ifAllowed(
      world,
      look.then((found) => found !== undefined),
    )) ?? true
  );
}

async function mayStartJobs(namespace: string, world: World): Promise<boolean> {
  const {cluster, signal, controller} = world;
  if (!controller) return true;
  const right = {verb: 'create', group: 'batch', resource: 'jobs', namespace};
  return (await ifAllowed(world, mayAccount(cluster, controller.account, right, signal))) ?? true;
}
