import {Iter8Error} from '../../../errors.js';
import {doubtfulValue, type Finding, wrongValue} from '../../../experiment/validate/finding.js';
import type {Account} from '../../install/rbac.js';
import {mayAccount} from '../access.js';
import {grantCommand} from '../grants.js';
import {type Need, needsOf} from '../needs.js';
import {accountOf, policyOf, type Rule, type World} from '../world.js';

/** Whether the account of the actions may do what they are known to do. */
export const checkRights: Rule = async (subject, world) => {
  const account = accountOf(subject, world);
  const findings: Finding[] = [];
  try {
    for (const need of await needsOf(subject, world)) {
      const missing = await missingVerbs(need, account, world);
      if (missing.length > 0) findings.push(finding(need, missing, {account, world}));
    }
  } catch (error) {
    if (!(error instanceof Iter8Error && error.code === 'FORBIDDEN')) throw error;
    world.note(`${error.message}, so it is not checked what ${textOf(account)} may do`);
  }
  return findings;
};

async function missingVerbs(need: Need, account: Account, {cluster, signal}: World): Promise<readonly string[]> {
  const {verbs, ...right} = need;
  const answers = verbs.map(async (verb) => {
    const isAllowed = await mayAccount(cluster, account, {...right, verb}, signal);
    return isAllowed ? [] : [verb];
  });
  return (await Promise.all(answers)).flat();
}

function finding(
  need: Need,
  missing: readonly string[],
  {account, world}: {readonly account: Account; readonly world: World},
): Finding {
  const {what, group, resource, name, namespace, path, severity} = need;
  const object = `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` ${name}`}`;
  const denied = `${textOf(account)} may not ${missing.join(', ')} ${object} in namespace ${namespace}`;
  const grant = grantCommand(account, need, policyOf(world).routers);
  const words = `${what} needs a right: the account ${denied}; grant it with: ${grant}`;
  return severity === 'error' ? wrongValue({path}, words) : doubtfulValue({path}, words);
}

function textOf({namespace, name}: Account): string {
  return `${namespace}/${name}`;
}
