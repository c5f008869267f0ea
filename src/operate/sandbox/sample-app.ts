import type {JsonObject} from '../../experiment/json.js';

/** One version of the sample app: a Revision of its Knative Service. */
export interface SampleVersion {
  /** Tag of its traffic, and name of the version: `current`. */
  readonly name: string;
  readonly revision: string;
  /** As the sample app takes it, such as `latency=20±5,error-rate=0.01`. */
  readonly behaviour: string;
}

const IMAGE = 'gcr.io/knative-samples/knative-route-demo';
const COLOURS = ['blue', 'green', 'yellow', 'red'];

/**
 * The Knative Service as it is applied again and again, once for each version: what a new template begins is the latest
 * revision, and all traffic stays with the first version.
 */
export function sampleServices(service: string, versions: readonly SampleVersion[]): JsonObject[] {
  return versions.map((version, index) => ({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {name: service, namespace: 'default'},
    spec: {
      template: {
        metadata: {name: version.revision},
        spec: {
          containers: [
            {
              image: `${IMAGE}:${COLOURS[index] ?? 'blue'}`,
              env: [
                {name: 'T_VERSION', value: COLOURS[index] ?? 'blue'},
                {name: 'BEHAVIOUR', value: version.behaviour},
              ],
            },
          ],
        },
      },
      traffic: versions
        .slice(0, index + 1)
        .map(({name, revision}, place) => ({tag: name, revisionName: revision, percent: place === 0 ? 100 : 0})),
    },
  }));
}

/** A Job that sends requests to the app, as the tutorial's does. */
export function sampleLoad(
  service: string,
  url: string,
  {rps, seconds}: {rps: number; seconds: number},
): JsonObject {
  const args = ['load', '-t', `${seconds}s`, '-qps', String(rps), url];
  const containers = [{name: 'fortio', image: 'fortio/fortio', args}];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {name: `${service}-load`, namespace: 'default'},
    spec: {backoffLimit: 0, template: {spec: {restartPolicy: 'Never', containers}}},
  };
}
