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
  /** What the patch tests, by JSON pointer. */
  readonly tests: JsonObject;
  readonly replacements: JsonObject;
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
      tests: {
        '/spec/traffic/0/tag': 'current',
        '/spec/traffic/0/revisionName': 'sample-app-v1',
        '/spec/traffic/0/latestRevision': false,
        '/spec/traffic/0/percent': 80,
        '/spec/traffic/1/tag': 'candidate',
        '/spec/traffic/1/latestRevision': true,
        '/spec/traffic/1/percent': 20,
      },
      replacements: {'/spec/traffic/0/percent': 60, '/spec/traffic/1/percent': 40},
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
      tests: {
        '/spec/http/1/name': 'primary',
        '/spec/http/1/route/0/destination/host': 'checkout',
        '/spec/http/1/route/0/destination/subset': 'v1',
        '/spec/http/1/route/0/destination/port/number': 8080,
        '/spec/http/1/route/0/weight': 100,
        '/spec/http/1/route/1/destination/subset': 'v2',
        '/spec/http/1/route/1/destination/host': 'checkout',
        '/spec/http/1/route/1/destination/port/number': 8080,
        '/spec/http/1/route/1/weight': 0,
        '/spec/http/1/route/1/headers/response/set/x-version': 'v2',
      },
      replacements: {'/spec/http/1/route/0/weight': 60, '/spec/http/1/route/1/weight': 40},
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
      tests: {
        '/spec/rules/0/backendRefs/0/group': '',
        '/spec/rules/0/backendRefs/0/kind': 'Service',
        '/spec/rules/0/backendRefs/0/name': 'checkout-v1',
        '/spec/rules/0/backendRefs/0/port': 8080,
        '/spec/rules/0/backendRefs/0/weight': 1,
        '/spec/rules/0/backendRefs/1/name': 'checkout-v2',
        '/spec/rules/0/backendRefs/1/group': '',
        '/spec/rules/0/backendRefs/1/kind': 'Service',
        '/spec/rules/0/backendRefs/1/port': 8080,
        '/spec/rules/0/backendRefs/1/weight': 1,
      },
      replacements: {'/spec/rules/0/backendRefs/0/weight': 60, '/spec/rules/0/backendRefs/1/weight': 40},
    },
  ],
  [
    'a TrafficSplit, with weights in quotes',
    {
      fixture: 'traffic-split',
      paths: {stable: '.spec.backends[0].weight', canary: '.spec.backends[1].weight'},
      observed: {stable: 95, canary: 5},
      written: {'.spec.backends[0].weight': '60', '.spec.backends[1].weight': '40'},
      tests: {
        '/spec/backends/0/service': 'web-svc-stable',
        '/spec/backends/0/weight': '95',
        '/spec/backends/1/service': 'web-svc-2',
        '/spec/backends/1/weight': '5',
      },
      replacements: {'/spec/backends/0/weight': '60', '/spec/backends/1/weight': '40'},
    },
  ],
  [
    'a KServe InferenceService, with one percentage for the canary',
    {
      fixture: 'kserve-inference-service',
      paths: {stable: undefined, canary: '.spec.predictor.canaryTrafficPercent'},
      observed: {stable: 85, canary: 15},
      written: {'.spec.predictor.canaryTrafficPercent': 40},
      tests: {'/spec/predictor/canaryTrafficPercent': 15},
      replacements: {'/spec/predictor/canaryTrafficPercent': 40},
    },
  ],
  [
    'a canary Ingress of NGINX, with text in an annotation',
    {
      fixture: 'nginx-canary-ingress',
      paths: {stable: undefined, canary: NGINX_PATH},
      observed: {stable: 70, canary: 30},
      written: {[NGINX_PATH]: '40'},
      tests: {[nginxPointer]: '30'},
      replacements: {[nginxPointer]: '40'},
    },
  ],
];
