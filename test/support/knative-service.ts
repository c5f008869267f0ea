import type {Json, JsonObject} from '../../src/experiment/json.js';

interface ServiceSketch {
  readonly namespace?: string;
  readonly conditions?: readonly JsonObject[];
  readonly generation?: number;
  readonly traffic?: readonly JsonObject[];
}

const READY = [{type: 'Ready', status: 'True'}];

/**
 * The Knative Service that the tutorial's chart makes of `experimental-values.yaml`: revision sample-app-v1 with the tag
 * `current` has all traffic, the latest one, sample-app-v2, with the tag `candidate` none.
 */
export function tutorialService(sketch: ServiceSketch = {}): Record<string, Json> {
  const {namespace = 'default', conditions = READY, generation, traffic = TRAFFIC} = sketch;
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {name: 'sample-app', namespace, ...(generation !== undefined && {generation})},
    spec: {
      template: {
        metadata: {name: 'sample-app-v2'},
        spec: {containers: [{image: 'gcr.io/knative-samples/knative-route-demo:green'}]},
      },
      traffic,
    },
    status: {
      observedGeneration: 1,
      conditions,
      traffic: [
        {tag: 'current', revisionName: 'sample-app-v1', latestRevision: false, percent: 100},
        {tag: 'candidate', revisionName: 'sample-app-v2', latestRevision: true, percent: 0},
      ],
    },
  };
}

const TRAFFIC = [
  {tag: 'current', revisionName: 'sample-app-v1', percent: 100},
  {tag: 'candidate', latestRevision: true, percent: 0},
];

export function revision(name: string, namespace = 'default', conditions: readonly JsonObject[] = READY) {
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Revision',
    metadata: {name, namespace},
    status: {conditions},
  };
}

/** The versions of the tutorial: each with its revision, none with a weightObjRef. */
export const TUTORIAL_VERSIONS = {
  baseline: {
    name: 'current',
    variables: [
      {name: 'revision', value: 'sample-app-v1'},
      {name: 'promote', value: 'values'},
    ],
  },
  candidates: [
    {
      name: 'candidate',
      variables: [
        {name: 'revision', value: 'sample-app-v2'},
        {name: 'promote', value: 'candidate-values'},
      ],
    },
  ],
};
