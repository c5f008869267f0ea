import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {versionsOfRouter} from '../router-versions.js';
import {versionOfBackend} from './gateway.js';
import {gatewayRule, httpRouteOf} from './http-route.js';
import {versionOfSubset} from './istio.js';
import {nameOf} from './ours.js';
import type {FoundRouters, ServiceVersion} from './service-routing.js';
import {istioRule, virtualServiceOf} from './virtual-service.js';

/**
 * Percent of the traffic of a Service that its router gives to each version now, by the version's name; what goes to none
 * of them is not in it.
 *
 * @returns undefined where no router chooses among the versions
 * @throws as `planServiceRouting`, when it is not clear which router or rule it is
 */
export function presentTraffic(
  service: JsonObject,
  versions: readonly ServiceVersion[],
  {istio, gateway}: FoundRouters,
): ReadonlyMap<string, number> | undefined {
  const virtualService = istio && virtualServiceOf(service, istio);
  if (virtualService) {
    const rule = istioRule(service, virtualService);
    const subsets = entriesOf(virtualService, ['http', 'route'], rule).map((entry) =>
      entry.get('destination', 'subset'),
    );
    return sharesOf(
      virtualService,
      rule,
      subsets.map((subset) => versionOfSubset(service, subset.text(), versions, istio)),
    );
  }
  const route = gateway && httpRouteOf(service, gateway);
  if (!route) return undefined;
  const rule = gatewayRule(service, route, gateway.services.map(nameOf));
  const backends = entriesOf(route, ['rules', 'backendRefs'], rule).map((entry) => entry.get('name'));
  return sharesOf(
    route,
    rule,
    backends.map((backend) => versionOfBackend(backend.text(), versions, gateway)),
  );
}

function entriesOf(
  router: JsonObject,
  [rules, entries]: readonly [rules: string, entries: string],
  index: number | undefined,
): readonly Field[] {
  const rule = new Field(router).get('spec', rules).items()[index ?? 0];
  return rule?.get(entries).items() ?? [];
}

/** @param entryVersions which version each entry of the rule leads to */
function sharesOf(
  router: JsonObject,
  rule: number | undefined,
  entryVersions: readonly (ServiceVersion | undefined)[],
): ReadonlyMap<string, number> | undefined {
  const shares = new Map<string, number>();
  const entries = versionsOfRouter(router).filter((entry) => entry.rule === rule);
  for (const [at, {currentWeight}] of entries.entries()) {
    const name = entryVersions[at]?.name;
    if (name !== undefined) shares.set(name, (shares.get(name) ?? 0) + currentWeight);
  }
  return shares.size > 0 ? shares : undefined;
}
