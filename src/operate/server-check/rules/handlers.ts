import {doubtfulField} from '../../../experiment/validate/finding.js';
import {listIfServed} from '../../install/list.js';
import {oldBindings, ROLE_BINDING} from '../handlers.js';
import {accountOf, ACTIONS_PATH, ifAllowed, type Rule} from '../world.js';

/** Whether rights were meant for the original's account, as the Helm tutorial gives them. */
export const checkHandlers: Rule = async (subject, world) => {
  if (subject.tasks.length === 0) return [];
  const {cluster, signal} = world;
  const {namespace} = subject.experiment;
  const bindings = await ifAllowed(world, listIfServed(cluster, ROLE_BINDING, {namespace}, signal));
  return oldBindings(bindings ?? [], accountOf(subject, world)).map(({name, replacement}) => {
    const words = `RoleBinding ${namespace}/${name} is for the account iter8-handlers, as which nothing runs here`;
    return doubtfulField({path: ACTIONS_PATH}, `${words}; replace it with: ${replacement}`);
  });
};
