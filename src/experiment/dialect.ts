import type {Field} from './field.js';
import type {Dialect} from './model.js';

/** The server returns its preferred apiVersion whatever was applied, so only the content tells the dialect. */
export function dialectOf(resource: Field): Dialect {
  const spec = resource.get('spec');
  const isOld =
    spec.get('metrics').exists ||
    spec.get('criteria', 'reward').exists ||
    resource.get('status', 'recommendedBaseline').exists ||
    taskItems(spec).some((item) => item.get('library').exists);
  return isOld ? 'v2alpha1' : 'v2alpha2';
}

function taskItems(spec: Field): Field[] {
  const actions = spec.get('strategy', 'actions').entries();
  return actions.flatMap(([, action]) => action.items());
}
