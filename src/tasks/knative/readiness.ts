import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** Why a Service or Revision of Knative is not ready, in its own words; undefined: it is. */
export function readinessProblem(object: JsonObject): string | undefined {
  const resource = new Field(object);
  const conditions = resource.get('status', 'conditions').items();
  const generation = resource.get('metadata', 'generation').integer();
  const observed = resource.get('status', 'observedGeneration').integer() ?? generation;
  if (generation !== undefined && observed !== undefined && observed < generation) {
    return 'its latest change is not carried out yet';
  }
  const ready = conditions.find((condition) => condition.get('type').value === 'Ready');
  if (!ready) return 'it has no condition Ready yet';
  if (ready.get('status').value === 'True') return undefined;
  const [reason, message] = [ready.get('reason').text(), ready.get('message').text()];
  return (
    [reason, message].filter(Boolean).join(': ') || `condition Ready is ${ready.get('status').text() ?? 'Unknown'}`
  );
}
