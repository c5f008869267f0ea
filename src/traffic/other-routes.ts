import {isDeepStrictEqual} from 'node:util';
import {Field} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';
import {parseWeightPath} from '../experiment/parse-weight-path.js';
import type {WeightPath} from '../experiment/weight-path.js';
import {objectName} from './object-name.js';
import {type Keys, resolveWeightPath} from './resolve.js';
import {versionsOfRouter} from './router-versions.js';

const ROUTERS_WITH_RULES = ['VirtualService', 'HTTPRoute'];

/**
 * Whether a router sends requests by another rule to where one of its entries leads: such as those with a header, or under
 * a path, which no experiment moves.
 *
 * @param path of the weight of the entry, which has no traffic
 * @returns in words where they are sent from; undefined: nowhere
 */
export function otherRouteTo(router: JsonObject, path: WeightPath): string | undefined {
  if (!ROUTERS_WITH_RULES.includes(new Field(router).get('kind').text() ?? '')) return undefined;
  const own = placeOf(router, path);
  const others = versionsOfRouter(router).filter(({currentWeight}) => currentWeight > 0);
  const isThere = others.some(({weightObjRef}) => {
    const other = placeOf(router, parseWeightPath(new Field(weightObjRef).get('fieldPath').requiredText()));
    return !isDeepStrictEqual(other.rule, own.rule) && isDeepStrictEqual(other.target, own.target);
  });
  return isThere ? `another rule of ${objectName(router)} sends requests to it` : undefined;
}

interface Place {
  readonly rule: Keys;
  /** Host and what is chosen there; the host by its short name, since it is written in several ways. */
  readonly target: readonly (string | undefined)[];
}

function placeOf(router: JsonObject, path: WeightPath): Place {
  const {entry, keys} = resolveWeightPath(router, path);
  const fields = new Field(entry?.value);
  const destination = fields.get('destination');
  const host = (destination.exists ? destination.get('host') : fields.get('name')).text();
  const target = [host?.split('.')[0], destination.get('subset').text(), fields.get('namespace').text()];
  return {rule: entry?.keys.slice(0, -1) ?? keys, target};
}
