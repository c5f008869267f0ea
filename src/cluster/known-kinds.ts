import type {ResourceKind} from './port.js';

// Kinds that every cluster serves. They are known without discovery, so that whoever may only use them can.

export const EVENTS: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  isNamespaced: true,
};
export const JOBS: ResourceKind = {group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', isNamespaced: true};
export const LEASES: ResourceKind = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  isNamespaced: true,
};
export const PODS: ResourceKind = {group: '', version: 'v1', kind: 'Pod', plural: 'pods', isNamespaced: true};
export const SECRETS: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  isNamespaced: true,
};
