import type {JsonObject} from '../../../experiment/json.js';
import {objectsOf, textOf, valueAt} from '../object.js';
import {AGE, column, NAME} from '../table/common-columns.js';
import type {Column} from '../table/column.js';
import type {Kind} from './builtin.js';

function text(name: string, ...keys: string[]): Column {
  return column(name, (object) => textOf(valueAt(object, ...keys)));
}

function ofReady(member: 'status' | 'reason') {
  return (object: JsonObject) => {
    const ready = objectsOf(valueAt(object, 'status', 'conditions')).find(({type}) => type === 'Ready');
    return textOf(ready?.[member]);
  };
}

const READY: readonly Column[] = [column('Ready', ofReady('status')), column('Reason', ofReady('reason'))];

const KNATIVE = {
  group: 'serving.knative.dev',
  version: 'v1',
  categories: ['all', 'knative', 'serving'],
  subresources: ['status'],
} as const;

/** What Knative Serving defines and the tutorials use, with any fields. */
export const KNATIVE_KINDS: readonly Kind[] = [
  {
    ...KNATIVE,
    kind: 'Service',
    plural: 'services',
    shortNames: ['kservice', 'ksvc'],
    columns: [
      NAME,
      text('URL', 'status', 'url'),
      text('LatestCreated', 'status', 'latestCreatedRevisionName'),
      text('LatestReady', 'status', 'latestReadyRevisionName'),
      ...READY,
      {...AGE, priority: 1},
    ],
  },
  {
    ...KNATIVE,
    kind: 'Revision',
    plural: 'revisions',
    shortNames: ['rev'],
    columns: [
      NAME,
      column('Config Name', (object) =>
        textOf(valueAt(object, 'metadata', 'labels', 'serving.knative.dev/configuration')),
      ),
      column('Generation', (object) =>
        textOf(valueAt(object, 'metadata', 'labels', 'serving.knative.dev/configurationGeneration')),
      ),
      ...READY,
    ],
  },
];
