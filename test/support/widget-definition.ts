const SPEC = {
  type: 'object',
  required: ['size'],
  properties: {
    size: {type: 'integer', minimum: 1, maximum: 10},
    color: {type: 'string', enum: ['red', 'blue'], default: 'blue'},
    limit: {'x-kubernetes-int-or-string': true},
    note: {type: 'string', nullable: true},
    free: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
    parts: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: {name: {type: 'string'}, count: {type: 'integer', default: 1}},
      },
    },
  },
};

const SCHEMA = {
  type: 'object',
  properties: {
    spec: SPEC,
    status: {type: 'object', properties: {stage: {type: 'string'}, done: {type: 'integer'}}},
  },
};

const columns = (...added: object[]) => [
  {name: 'size', type: 'integer', jsonPath: '.spec.size'},
  {name: 'stage', type: 'string', jsonPath: '.status.stage'},
  ...added,
];

const common = {served: true, schema: {openAPIV3Schema: SCHEMA}, subresources: {status: {}}};

/** A kind that has what the API server does for custom resources: versions, defaults, limits, columns, a status. */
export function widgetDefinition(group: string) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: `widgets.${group}`},
    spec: {
      group,
      scope: 'Namespaced',
      names: {plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd']},
      versions: [
        {...common, name: 'v1', storage: true, additionalPrinterColumns: columns()},
        {
          ...common,
          name: 'v1beta1',
          storage: false,
          additionalPrinterColumns: columns({name: 'color', type: 'string', jsonPath: '.spec.color'}),
        },
        {...common, name: 'v1alpha1', storage: false, served: false},
      ],
    },
  };
}
