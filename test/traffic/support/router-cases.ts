import type {JsonObject} from '../../../src/experiment/json.js';

/** A kind of object with weights, by a realistic one. */
export interface RouterCase {
  readonly fixture: string;
  /** Paths by version; undefined: the version gets what the other leaves. */
  readonly paths: {readonly stable: string | undefined; readonly canary: string};
  readonly observed: {readonly stable: number; readonly canary: number};
  readonly notes?: readonly string[];
  /** What stands in the object after setting 40 for the canary, by path. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly operations: readonly JsonObject[];
}

export const NGINX_PATH = '.metadata.annotations.nginx\\.ingress\\.kubernetes\\.io/canary-weight';
const nginxPointer = '/metadata/annotations/nginx.ingress.kubernetes.io~1canary-weight';

export const ROUTERS: readonly (readonly [name: string, router: RouterCase])[] = [
  [
    'a Knative Service',
    {
      fixture: 'knative-service',
      paths: {
        stable: '.spec.traffic[?(@.tag=="current")].percent',
        canary: '.spec.traffic[?(@.tag=="candidate")].percent',
      },
      observed: {stable: 80, canary: 20},
      written: {'.spec.traffic[0].percent': 60, '.spec.traffic[1].percent': 40},
      operations: [
        {op: 'test', path: '/spec/traffic/0/tag', value: 'current'},
        {
          op: 'test',
          path: '/spec/traffic/0',
          value: {tag: 'current', revisionName: 'sample-app-v1', latestRevision: false, percent: 80},
        },
        {op: 'test', path: '/spec/traffic/1/tag', value: 'candidate'},
        {op: 'test', path: '/spec/traffic/1', value: {tag: 'candidate', latestRevision: true, percent: 20}},
        {op: 'replace', path: '/spec/traffic/0/percent', value: 60},
        {op: 'replace', path: '/spec/traffic/1/percent', value: 40},
      ],
    },
  ],
  [
    'an Istio VirtualService',
    {
      fixture: 'istio-virtual-service',
      paths: {
        stable: '.spec.http[?(@.name=="primary")].route[0].weight',
        canary: '.spec.http[-1].route[?(@.destination.subset=="v2")].weight',
      },
      observed: {stable: 100, canary: 0},
      written: {'.spec.http[1].route[0].weight': 60, '.spec.http[1].route[1].weight': 40},
      operations: [
        {op: 'test', path: '/spec/http/1/name', value: 'primary'},
        {
          op: 'test',
          path: '/spec/http/1/route/0',
          value: {destination: {host: 'checkout', subset: 'v1', port: {number: 8080}}, weight: 100},
        },
        {op: 'test', path: '/spec/http/1/route/1/destination/subset', value: 'v2'},
        {
          op: 'test',
          path: '/spec/http/1/route/1',
          value: {
            destination: {host: 'checkout', subset: 'v2', port: {number: 8080}},
            weight: 0,
            headers: {response: {set: {'x-version': 'v2'}}},
          },
        },
        {op: 'replace', path: '/spec/http/1/route/0/weight', value: 60},
        {op: 'replace', path: '/spec/http/1/route/1/weight', value: 40},
      ],
    },
  ],
  [
    'an HTTPRoute of the Gateway API',
    {
      fixture: 'http-route',
      paths: {
        stable: '.spec.rules[0].backendRefs[0].weight',
        canary: '.spec.rules[0].backendRefs[?(@.name=="checkout-v2")].weight',
      },
      observed: {stable: 50, canary: 50},
      notes: ['the weights of stable, canary are 2 in total, not 100: taken as shares of the traffic'],
      written: {'.spec.rules[0].backendRefs[0].weight': 60, '.spec.rules[0].backendRefs[1].weight': 40},
      operations: [
        {
          op: 'test',
          path: '/spec/rules/0/backendRefs/0',
          value: {group: '', kind: 'Service', name: 'checkout-v1', port: 8080, weight: 1},
        },
        {op: 'test', path: '/spec/rules/0/backendRefs/1/name', value: 'checkout-v2'},
        {
          op: 'test',
          path: '/spec/rules/0/backendRefs/1',
          value: {group: '', kind: 'Service', name: 'checkout-v2', port: 8080, weight: 1},
        },
        {op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 60},
        {op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 40},
      ],
    },
  ],
  [
    'a TrafficSplit, with weights in quotes',
    {
      fixture: 'traffic-split',
      paths: {stable: '.spec.backends[0].weight', canary: '.spec.backends[1].weight'},
      observed: {stable: 95, canary: 5},
      written: {'.spec.backends[0].weight': '60', '.spec.backends[1].weight': '40'},
      operations: [
        {op: 'test', path: '/spec/backends/0', value: {service: 'web-svc-stable', weight: '95'}},
        {op: 'test', path: '/spec/backends/1', value: {service: 'web-svc-2', weight: '5'}},
        {op: 'replace', path: '/spec/backends/0/weight', value: '60'},
        {op: 'replace', path: '/spec/backends/1/weight', value: '40'},
      ],
    },
  ],
  [
    'a KServe InferenceService, with one percentage for the canary',
    {
      fixture: 'kserve-inference-service',
      paths: {stable: undefined, canary: '.spec.predictor.canaryTrafficPercent'},
      observed: {stable: 85, canary: 15},
      written: {'.spec.predictor.canaryTrafficPercent': 40},
      operations: [
        {op: 'test', path: '/spec/predictor/canaryTrafficPercent', value: 15},
        {op: 'replace', path: '/spec/predictor/canaryTrafficPercent', value: 40},
      ],
    },
  ],
  [
    'a canary Ingress of NGINX, with text in an annotation',
    {
      fixture: 'nginx-canary-ingress',
      paths: {stable: undefined, canary: NGINX_PATH},
      observed: {stable: 70, canary: 30},
      written: {[NGINX_PATH]: '40'},
      operations: [
        {op: 'test', path: nginxPointer, value: '30'},
        {op: 'replace', path: nginxPointer, value: '40'},
      ],
    },
  ],
];
