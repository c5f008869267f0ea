import type {Json, JsonObject} from '../../../experiment/json.js';
import {nameOf, objectOf, objectsOf, textOf, textsOf, valueAt} from '../object.js';
import type {Column} from './column.js';
import {AGE, ageOf, column, NAME, sizeColumn, textColumn} from './common-columns.js';

function size(value: Json | undefined): number {
  return Object.keys(objectOf(value)).length;
}

export const NAMESPACE_COLUMNS: readonly Column[] = [NAME, textColumn('Status', 'status', 'phase'), AGE];

export const SECRET_COLUMNS: readonly Column[] = [
  NAME,
  column('Type', ({type}) => textOf(type)),
  sizeColumn('Data', ({data}) => size(data)),
  AGE,
];

export const CONFIG_MAP_COLUMNS: readonly Column[] = [
  NAME,
  sizeColumn('Data', ({data, binaryData}) => size(data) + size(binaryData)),
  AGE,
];

export const LEASE_COLUMNS: readonly Column[] = [NAME, textColumn('Holder', 'spec', 'holderIdentity'), AGE];

export const SERVICE_ACCOUNT_COLUMNS: readonly Column[] = [
  NAME,
  sizeColumn('Secrets', ({secrets}) => objectsOf(secrets).length),
  AGE,
];

export const BINDING_COLUMNS: readonly Column[] = [
  NAME,
  column('Role', ({roleRef}) => `${textOf(valueAt(roleRef, 'kind'))}/${textOf(valueAt(roleRef, 'name'))}`),
  AGE,
  column('Users', ({subjects}) => subjectNames(subjects, 'User'), 1),
  column('Groups', ({subjects}) => subjectNames(subjects, 'Group'), 1),
  column('ServiceAccounts', ({subjects}) => subjectNames(subjects, 'ServiceAccount'), 1),
];

function subjectNames(subjects: Json | undefined, wanted: string): string {
  const ofKind = objectsOf(subjects).filter(({kind}) => kind === wanted);
  return ofKind.map(({namespace, name}) => [namespace, name].map(textOf).filter(Boolean).join('/')).join(', ');
}

export const SERVICE_COLUMNS: readonly Column[] = [
  NAME,
  textColumn('Type', 'spec', 'type'),
  textColumn('Cluster-IP', 'spec', 'clusterIP'),
  column('External-IP', externalAddress),
  column('Port(s)', ({spec}) => objectsOf(valueAt(spec, 'ports')).map(portText).join(',') || '<none>'),
  AGE,
  column('Selector', ({spec}) => pairs(valueAt(spec, 'selector')), 1),
];

function pairs(value: Json | undefined): string {
  const entries = Object.entries(objectOf(value)).map(([key, member]) => `${key}=${textOf(member)}`);
  return entries.sort().join(',') || '<none>';
}

function externalAddress({spec, status}: JsonObject): string {
  const balanced = objectsOf(valueAt(status, 'loadBalancer', 'ingress')).map(({ip, hostname}) =>
    textOf(ip ?? hostname),
  );
  const addresses = [...balanced, ...textsOf(valueAt(spec, 'externalIPs'))].join(',');
  return addresses || textOf(valueAt(spec, 'externalName')) || '<none>';
}

function portText({port, nodePort, protocol}: JsonObject): string {
  const node = typeof nodePort === 'number' ? `:${nodePort}` : '';
  return `${typeof port === 'number' ? port : 0}${node}/${textOf(protocol) || 'TCP'}`;
}

export const ENDPOINTS_COLUMNS: readonly Column[] = [
  NAME,
  column('Endpoints', ({subsets}) => objectsOf(subsets).flatMap(addresses).join(',') || '<none>'),
  AGE,
];

function addresses(subset: JsonObject): string[] {
  const ports = objectsOf(subset.ports).map(({port}) => (typeof port === 'number' ? port : 0));
  return objectsOf(subset.addresses).flatMap(({ip}) => ports.map((port) => `${textOf(ip)}:${port}`));
}

export const EVENT_COLUMNS: readonly Column[] = [
  column('Last Seen', (event, now) => ageOf(lastSeen(event), now)),
  column('Type', ({type}) => textOf(type)),
  column('Reason', ({reason}) => textOf(reason)),
  column('Object', ({involvedObject, regarding}) => objectText(involvedObject ?? regarding)),
  column(
    'Subobject',
    ({involvedObject, regarding}) => textOf(valueAt(involvedObject ?? regarding, 'fieldPath')),
    1,
  ),
  column('Source', ({source, deprecatedSource}) => sourceText(objectOf(source ?? deprecatedSource)), 1),
  column('Message', ({message, note}) => textOf(message ?? note).trim()),
  column('First Seen', (event, now) => ageOf(event.firstTimestamp ?? event.deprecatedFirstTimestamp ?? event.eventTime, now), 1), // prettier-ignore
  {...sizeColumn('Count', ({count, deprecatedCount}) => Number(count ?? deprecatedCount ?? 1)), priority: 1},
  {...column('Name', nameOf, 1), format: 'name'},
];

function sourceText({component, host}: JsonObject): string {
  return [component, host].map(textOf).filter(Boolean).join(', ');
}

function lastSeen(event: JsonObject): Json | undefined {
  const moments = [
    valueAt(event, 'series', 'lastObservedTime'),
    event.lastTimestamp,
    event.deprecatedLastTimestamp,
    event.eventTime,
    event.firstTimestamp,
  ];
  return moments.find((moment) => typeof moment === 'string');
}

function objectText(reference: Json | undefined): string {
  return `${textOf(valueAt(reference, 'kind')).toLowerCase()}/${textOf(valueAt(reference, 'name'))}`;
}
