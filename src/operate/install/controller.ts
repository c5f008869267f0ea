import type {JsonObject} from '../../experiment/json.js';
import type {Router} from '../../traffic/policy.js';
import {CONTROLLER_LABELS} from './labels.js';
import {manifest} from './manifest.js';
import {metricHosts} from './metrics.js';
import type {InstallOptions} from './options.js';

export const CONTROLLER = 'iter8-controller';

const PORT = 8081;

/** The Deployment of the controller, and the Service where Prometheus finds its metrics. */
export function controllerObjects(options: InstallOptions): JsonObject[] {
  const {namespace} = options;
  return [
    {
      ...manifest('v1', 'Service', {name: `${CONTROLLER}-metrics`, namespace, labels: CONTROLLER_LABELS}),
      spec: {
        selector: CONTROLLER_LABELS,
        ports: [{name: 'metrics', port: PORT, protocol: 'TCP', targetPort: 'metrics'}],
      },
    },
    {
      ...manifest('apps/v1', 'Deployment', {name: CONTROLLER, namespace, labels: CONTROLLER_LABELS}),
      // No number of replicas: whoever scales it is not overruled by the next install.
      spec: {
        selector: {matchLabels: CONTROLLER_LABELS},
        template: {metadata: {labels: CONTROLLER_LABELS}, spec: podSpec(options)},
      },
    },
  ];
}

function podSpec(options: InstallOptions): JsonObject {
  return {
    serviceAccountName: CONTROLLER,
    // Longer than the controller takes to finish what it has begun.
    terminationGracePeriodSeconds: 30,
    securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: 'RuntimeDefault'}},
    containers: [container(options)],
    volumes: [{name: 'tmp', emptyDir: {}}],
  };
}

function container(options: InstallOptions): JsonObject {
  return {
    name: 'controller',
    image: options.image,
    args: controllerArguments(options),
    env: [{name: 'ITER8_NAMESPACE', valueFrom: {fieldRef: {fieldPath: 'metadata.namespace'}}}],
    ports: [{name: 'metrics', containerPort: PORT, protocol: 'TCP'}],
    livenessProbe: {httpGet: {path: '/healthz', port: 'metrics'}, initialDelaySeconds: 10, periodSeconds: 10},
    readinessProbe: {httpGet: {path: '/readyz', port: 'metrics'}, periodSeconds: 5},
    resources: {requests: {cpu: '100m', memory: '128Mi'}, limits: {memory: '512Mi'}},
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {drop: ['ALL']},
    },
    volumeMounts: [{name: 'tmp', mountPath: '/tmp'}],
  };
}

function controllerArguments(options: InstallOptions): string[] {
  const backends = new Set([...options.allowedBackends, ...metricHosts(options)]);
  return [
    'controller',
    `--listen=0.0.0.0:${PORT}`,
    `--task-image=${options.image}`,
    ...options.routers.map((router) => `--routers=${routerText(router)}`),
    ...[...backends].map((backend) => `--allow-backend=${backend}`),
  ];
}

function routerText({group, kind}: Router): string {
  return group === '' ? kind : `${kind}.${group}`;
}
