import type {Cluster} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** Applies objects one after another, of kinds that the server has. */
export async function apply(cluster: Cluster, objects: readonly JsonObject[], signal: AbortSignal): Promise<void> {
  for (const value of objects) {
    const fields = new Field(value);
    const [version = '', group = ''] = fields.get('apiVersion').requiredText().split('/').reverse();
    const wanted = {group, version, kind: fields.get('kind').requiredText()};
    const kind = await cluster.findKind(wanted, {signal});
    if (!kind) throw new Error(`the embedded API server has no ${wanted.kind} of ${group}/${version}`);
    const metadata = fields.get('metadata');
    const name = {name: metadata.get('name').requiredText(), namespace: metadata.get('namespace').text()};
    await cluster.patch(kind, name, {kind: 'apply', value, force: true}, {signal});
  }
}
