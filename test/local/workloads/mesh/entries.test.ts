import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {entriesOf, wayOf} from '../../../../src/local/workloads/mesh/entries.js';
import {matches, type RoutedRequest} from '../../../../src/local/workloads/mesh/match.js';
import {type MeshState, splitOf} from '../../../../src/local/workloads/mesh/split.js';
import {destinationRule, httpRoute, routeOf, service, virtualService} from './support.js';

function pod(version: string, labels: JsonObject = {app: 'demo', version}) {
  const workload = `iter8-demo-${version}`;
  return {id: version, namespace: 'default', workload, template: version, labels, url: 'http://127.0.0.1:1'};
}

function stateOf(over: Partial<MeshState> = {}): MeshState {
  const pods = [pod('v100'), pod('v101')];
  const none = {virtualServices: [], destinationRules: [], httpRoutes: []};
  return {services: [service()], pods, ...none, ...over};
}

type Weights = Readonly<Record<string, number>> | undefined;

/** Weights by version of the requests to the tutorial's Service; '' for those that no Pod gets. */
function splitOfRequest(state: MeshState, {path = '/', headers = {}}: Partial<RoutedRequest> = {}): Weights {
  const entries = entriesOf(state);
  const rules = wayOf('iter8-demo.default', path, entries)!.entry.rules;
  const rule = rules.find(
    (one) => one.matches.length === 0 || one.matches.some((each) => matches(each, {path, headers})),
  );
  if (!rule) return undefined;
  return Object.fromEntries(
    [...splitOf(rule, state).weights].map(([id, weight]) => [id.replace(/.*\//, ''), weight] as const),
  );
}

const SUBSETS = [destinationRule('v100', 'v101')];

function withHttp(...http: JsonObject[]): MeshState {
  const object = virtualService({});
  const virtualServices = [{...object, spec: {...(object.spec as JsonObject), http}}];
  return stateOf({virtualServices, destinationRules: SUBSETS});
}

function withRules(...rules: JsonObject[]): MeshState {
  const object = httpRoute({});
  const services = [
    service(),
    service('iter8-demo-v100', {version: 'v100'}),
    service('iter8-demo-v101', {version: 'v101'}),
  ];
  return stateOf({services, httpRoutes: [{...object, spec: {...(object.spec as JsonObject), rules}}]});
}

const withoutWeight = ({destination}: JsonObject): JsonObject => ({destination});
const onlyTo = (version: string) => ({route: routeOf({[version]: 100})});

describe('the split of a VirtualService', () => {
  it('sends everything to a destination that is the only one, whatever its weight', () => {
    const route = routeOf({v101: 0}).map(withoutWeight);
    expect(splitOfRequest(withHttp({route}))).toEqual({v101: 1});
  });

  it('sends nothing to one of several that has no weight', () => {
    const [first, second] = routeOf({v100: 50, v101: 100});
    expect(splitOfRequest(withHttp({route: [withoutWeight(first!), second!]}))).toEqual({v100: 0, v101: 100});
  });

  it('shares the weight of a subset among its Pods', () => {
    const state = withHttp({route: routeOf({v100: 40, v101: 60})});
    const second = {...pod('v101'), id: 'second'};
    expect(splitOfRequest({...state, pods: [...state.pods, second]})).toEqual({v100: 40, v101: 30, second: 30});
  });

  it('takes the first rule that matches path and headers', () => {
    const state = withHttp(
      {match: [{headers: {'X-Tester': {exact: 'yes'}}, uri: {prefix: '/beta'}}], ...onlyTo('v101')},
      {match: [{uri: {regex: '/v10[0-9]'}}, {uri: {exact: '/new'}}], ...onlyTo('v101')},
      onlyTo('v100'),
    );
    expect(splitOfRequest(state, {path: '/beta/1', headers: {'x-tester': 'yes'}})).toEqual({v101: 100});
    expect(splitOfRequest(state, {path: '/beta/1', headers: {'x-tester': 'no'}})).toEqual({v100: 100});
    expect(splitOfRequest(state, {path: '/v101'})).toEqual({v101: 100});
    expect(splitOfRequest(state, {path: '/v1010'})).toEqual({v100: 100});
    expect(splitOfRequest(state, {path: '/new'})).toEqual({v101: 100});
  });

  it('has no rule for a request that none matches, also where an expression cannot be read', () => {
    const state = withHttp({match: [{uri: {regex: '('}}], ...onlyTo('v101')});
    expect(splitOfRequest(state)).toBeUndefined();
  });

  it('counts Pods that the Service selects alone', () => {
    const state = withHttp(onlyTo('v101'));
    expect(splitOfRequest({...state, pods: [pod('v101', {app: 'other', version: 'v101'})]})).toEqual({'': 100});
  });

  it('of a subset that no DestinationRule has is of no Pod', () => {
    expect(splitOfRequest({...withHttp(onlyTo('v101')), destinationRules: []})).toEqual({'': 100});
  });

  it('counts only for Services of its host, the exact one before *, the older before the younger', () => {
    const aged = (object: JsonObject, name: string, creationTimestamp: string): JsonObject => ({
      ...object,
      metadata: {name, namespace: 'default', creationTimestamp},
    });
    const everywhere = aged(virtualService({v101: 100}, ['*']), 'all', '2026-01-01T00:00:00Z');
    const younger = aged(virtualService({v101: 100}), 'a', '2026-03-01T00:00:00Z');
    const older = aged(virtualService({v100: 100}), 'b', '2026-02-01T00:00:00Z');
    const other = aged(virtualService({v100: 100}, ['other']), 'c', '2026-01-01T00:00:00Z');
    const split = (...virtualServices: JsonObject[]) =>
      splitOfRequest(stateOf({virtualServices, destinationRules: SUBSETS}));
    expect(split(everywhere, younger, older)).toEqual({v100: 100});
    expect(split(other, everywhere)).toEqual({v101: 100});
    expect(split(other)).toEqual({v100: 0.5, v101: 0.5});
  });
});

describe('the split of an HTTPRoute', () => {
  it('counts a weight that is not written as 1', () => {
    const backendRefs = [{name: 'iter8-demo-v100'}, {name: 'iter8-demo-v101', weight: 3}];
    expect(splitOfRequest(withRules({backendRefs}))).toEqual({v100: 1, v101: 3});
  });

  it('takes the rule with the longest path, whose end is the end of a part', () => {
    const to = (name: string, value: string) => ({
      matches: [{path: {type: 'PathPrefix', value}}],
      backendRefs: [{name}],
    });
    const state = withRules(to('iter8-demo-v100', '/'), to('iter8-demo-v101', '/beta'));
    expect(splitOfRequest(state, {path: '/beta/x'})).toEqual({v101: 1});
    expect(splitOfRequest(state, {path: '/betaX'})).toEqual({v100: 1});
  });

  it('gives nothing to a Service that is not there', () => {
    expect(splitOfRequest(withRules({backendRefs: [{name: 'nosuch'}]}))).toEqual({'': 1});
  });

  it('leaves its Services out where the only Service is looked for', () => {
    const entries = entriesOf(withRules({backendRefs: [{name: 'iter8-demo-v100'}, {name: 'iter8-demo-v101'}]}));
    expect(wayOf('127.0.0.1:8080', '/', entries)?.entry.service?.name).toBe('iter8-demo');
  });
});

describe('the way of a request', () => {
  const inNamespace = (namespace: string, object: JsonObject): JsonObject => ({
    ...object,
    metadata: {name: 'iter8-demo', namespace},
  });
  const twice = stateOf({
    services: ['a', 'b'].map((namespace) => inNamespace(namespace, service())),
    virtualServices: ['a', 'b'].map((namespace) => inNamespace(namespace, virtualService({v100: 100}))),
  });
  const serviceAt = (host: string, path = '/') => wayOf(host, path, entriesOf(twice))?.entry.service;

  it.each([
    ['iter8-demo.b', {namespace: 'b', name: 'iter8-demo'}],
    ['Iter8-Demo.A.svc.cluster.local:8080', {namespace: 'a', name: 'iter8-demo'}],
    ['iter8-demo', undefined],
    ['iter8-demo.c', undefined],
    ['127.0.0.1:8080', undefined],
  ])('by the host %s is that of the one Service that it means', (host, expected) => {
    expect(serviceAt(host)).toEqual(expected);
  });

  it('by a path is for addresses alone, and leaves the rest of the path', () => {
    expect(wayOf('[::1]:80', '/b/iter8-demo/x?y=1', entriesOf(twice))).toMatchObject({
      entry: {service: {namespace: 'b'}},
      url: '/x?y=1',
    });
    expect(wayOf('iter8-demo.a', '/b/iter8-demo/x', entriesOf(twice))?.url).toBe('/b/iter8-demo/x');
  });

  it('by * is that of an address without a Service of its own', () => {
    const state = stateOf({services: [], virtualServices: [virtualService({v100: 100}, ['*'])]});
    expect(wayOf('127.0.0.1', '/', entriesOf(state))?.entry.key).toBe('VirtualService default/iter8-demo');
    expect(wayOf('any.example', '/', entriesOf(state))?.entry.key).toBe('VirtualService default/iter8-demo');
  });
});
