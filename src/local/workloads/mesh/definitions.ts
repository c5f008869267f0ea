import type {JsonObject} from '../../../experiment/json.js';

interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  /** The first one is stored. */
  readonly versions: readonly string[];
  /** Schema of the spec, as far as the mesh reads it. */
  readonly spec: JsonObject;
  readonly columns?: readonly JsonObject[];
}

/**
 * CustomResourceDefinitions of the objects that the mesh obeys, and of Gateways. They check the types of what it reads,
 * and keep everything else: those of Istio and of Gateway API check much more.
 */
export function meshDefinitions(): readonly JsonObject[] {
  return DEFINITIONS.map(definition);
}

const TEXT: JsonObject = {type: 'string'};
const NUMBER: JsonObject = {type: 'integer', minimum: 0};

/** An object with these fields among others. */
function fields(properties: JsonObject): JsonObject {
  return {type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties};
}

function listOf(items: JsonObject): JsonObject {
  return {type: 'array', items};
}

const LABELS: JsonObject = {type: 'object', additionalProperties: TEXT};
const ISTIO = {group: 'networking.istio.io', versions: ['v1', 'v1beta1']} as const;
const GATEWAY_API = {group: 'gateway.networking.k8s.io', versions: ['v1']} as const;

const DEFINITIONS: readonly Definition[] = [
  {
    ...ISTIO,
    kind: 'VirtualService',
    plural: 'virtualservices',
    shortNames: ['vs'],
    spec: fields({
      hosts: listOf(TEXT),
      http: listOf(fields({route: listOf(routeSchema()), match: listOf(fields({}))})),
    }),
    columns: [{name: 'Hosts', type: 'string', jsonPath: '.spec.hosts'}],
  },
  {
    ...ISTIO,
    kind: 'DestinationRule',
    plural: 'destinationrules',
    shortNames: ['dr'],
    spec: fields({host: TEXT, subsets: listOf(fields({name: TEXT, labels: LABELS}))}),
    columns: [{name: 'Host', type: 'string', jsonPath: '.spec.host'}],
  },
  {
    ...GATEWAY_API,
    kind: 'HTTPRoute',
    plural: 'httproutes',
    shortNames: [],
    spec: fields({
      parentRefs: listOf(fields({kind: TEXT, name: TEXT, namespace: TEXT})),
      rules: listOf(
        fields({
          matches: listOf(fields({})),
          backendRefs: listOf(fields({name: TEXT, namespace: TEXT, weight: NUMBER})),
        }),
      ),
    }),
  },
  {
    ...GATEWAY_API,
    kind: 'Gateway',
    plural: 'gateways',
    shortNames: ['gtw'],
    spec: fields({gatewayClassName: TEXT}),
  },
];

function routeSchema(): JsonObject {
  return fields({destination: fields({host: TEXT, subset: TEXT}), weight: NUMBER});
}

function definition({group, kind, plural, shortNames, versions, spec, columns = []}: Definition): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: `${plural}.${group}`, annotations: protection(group)},
    spec: {
      group,
      names: {kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames},
      scope: 'Namespaced',
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: {status: {}},
        schema: {openAPIV3Schema: fields({spec})},
        additionalPrinterColumns: [
          ...columns,
          {name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'},
        ],
      })),
    },
  };
}

/** A server takes definitions of the groups of Kubernetes itself only with a word of who approved of them. */
function protection(group: string): JsonObject {
  return group.endsWith('.k8s.io') ? {'api-approved.kubernetes.io': 'unapproved, for tests on one machine'} : {};
}
