import {setMaxListeners} from 'node:events';
import type {JsonObject} from '../../experiment/json.js';
import type {AppDeps} from './app/app.js';
import {type AppOf, tutorialApp} from './app/behaviour.js';
import {DeploymentStandIn} from './deployments/stand-in.js';
import {JobStandIn, type LogSink} from './jobs/stand-in.js';
import {KnativeStandIn} from './knative/stand-in.js';
import {startMetricsEndpoint} from './measurements/endpoint.js';
import {type Measured, measuredMetrics} from './measurements/metric-resources.js';
import {Mesh} from './mesh/mesh.js';
import {RunningPods} from './pods/running-pods.js';
import {PodStandIn} from './pods/stand-in.js';
import type {StandInOptions} from './stand-in.js';

export interface WorkloadOptions extends StandInOptions {
  /** The images of the tutorials unless given. */
  readonly appOf?: AppOf;
  readonly app?: AppDeps;
  /** Where what Pods print is kept; undefined: it is lost. */
  readonly logs?: LogSink;
  /** Jobs that are dealt with; undefined: all. Give it where somebody else runs Jobs too. */
  readonly jobSelector?: string;
  /** Whether the server's own controllers make Pods of Deployments, as those of a cluster do. */
  readonly hasDeploymentController?: boolean;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** Everything that makes workloads of an API server do something, in this process. */
export interface Workloads {
  /** Metric resources for what is measured here, to be created in a namespace; of Revisions unless said otherwise. */
  metricsIn(namespace: string, measured?: Measured): JsonObject[];
  /** Where the Services of Deployments are reached, by the Host header. */
  readonly gatewayUrl: string;
  /** What a Prometheus scrapes, to know of requests what Istio's gateway tells. */
  readonly scrapeUrl: string;
  /** Rejects when a stand-in could not go on, say because the server went away; then the others have ended too. */
  readonly done: Promise<void>;
  /** Ends everything and waits for it. */
  close(): Promise<void>;
}

/** Starts the stand-ins for Knative, Jobs, Deployments, their Pods and a mesh, and the endpoint of their metrics. */
export async function startWorkloads(options: WorkloadOptions): Promise<Workloads> {
  const {appOf = tutorialApp, logs, jobSelector: labelSelector, hasDeploymentController = false} = options;
  const knative = new KnativeStandIn({...options, appOf});
  const running = new RunningPods();
  const mesh = await Mesh.open({...options, running});
  const standIns = [
    knative,
    new JobStandIn({...options, logs, labelSelector}),
    ...(hasDeploymentController ? [] : [new DeploymentStandIn(options)]),
    new PodStandIn({...options, appOf, running}),
    mesh,
  ];
  const results = (name: string, namespace?: string) =>
    [knative, mesh].flatMap((one) => one.results(name, namespace));
  const endpoint = await startMetricsEndpoint(results, mesh.metrics);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  setMaxListeners(0, signal); // each watch listens, and Node would warn of more than ten
  const runs = standIns.map((standIn) => standIn.run(signal).finally(() => stop.abort()));
  const done = Promise.allSettled(runs).then(async () => {
    await endpoint.close();
    await Promise.all(runs);
  });
  done.catch(() => undefined); // told to whoever waits for it
  const close = async () => {
    stop.abort();
    await done.catch(() => undefined);
  };
  return {
    metricsIn: (namespace, measured) => measuredMetrics(endpoint.url, namespace, measured),
    gatewayUrl: mesh.url,
    scrapeUrl: endpoint.scrapeUrl,
    done,
    close,
  };
}
