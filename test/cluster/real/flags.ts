import {join} from 'node:path';
import type {Setting} from './setting.js';

export function etcdFlags({folder, etcdUrl, etcdPeerUrl}: Setting): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${etcdPeerUrl}`,
    `--initial-advertise-peer-urls=${etcdPeerUrl}`,
    `--initial-cluster=default=${etcdPeerUrl}`,
    '--unsafe-no-fsync', // nothing is to outlive the tests
    '--log-level=warn',
  ];
}

export function apiServerFlags(setting: Setting): string[] {
  return [
    `--etcd-servers=${setting.etcdUrl}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${setting.apiPort}`,
    `--tls-cert-file=${setting.serving.certificate}`,
    `--tls-private-key-file=${setting.serving.key}`,
    `--client-ca-file=${setting.authority}`,
    `--cert-dir=${setting.folder}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${setting.signingKey}`,
    `--service-account-signing-key-file=${setting.signingKey}`,
    '--external-hostname=127.0.0.1',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none', // it refuses to publish a loopback address
  ];
}

/** Those that act on objects alone; there are no nodes, so no Pod ever runs. */
const CONTROLLERS = [
  'cronjob-controller',
  'clusterrole-aggregation-controller',
  'deployment-controller',
  'garbage-collector-controller',
  'job-controller',
  'namespace-controller',
  'replicaset-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'ttl-after-finished-controller',
];

export function controllerFlags({authority, signingKey, controllersKubeconfig}: Setting): string[] {
  return [
    `--kubeconfig=${controllersKubeconfig}`,
    `--controllers=${CONTROLLERS.join(',')}`,
    `--root-ca-file=${authority}`,
    `--service-account-private-key-file=${signingKey}`,
    '--use-service-account-credentials', // the roles of the controllers are bound to accounts of their own
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
  ];
}
