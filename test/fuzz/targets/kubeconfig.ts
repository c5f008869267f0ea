import assert from 'node:assert/strict';
import fc from 'fast-check';
import {parseKubeconfig} from '../../../src/cluster/kubeconfig/files.js';
import {selectAccess} from '../../../src/cluster/kubeconfig/select.js';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {damaged} from '../support/damaged.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {fuzzTarget, type Target} from '../target.js';

/** What nobody may ever read in a message. */
const SECRET = 'hunter2-is-secret';

const CONFIG: JsonObject = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'shop',
  contexts: [{name: 'shop', context: {cluster: 'one', user: 'jane', namespace: 'shop'}}, {name: 'other', context: {cluster: 'two', user: 'bot'}}],
  clusters: [
    {name: 'one', cluster: {server: 'https://10.0.0.1:6443/k8s', 'certificate-authority-data': 'QUJD', 'tls-server-name': 'api'}},
    {name: 'two', cluster: {server: `https://u:${SECRET}@two.example`, 'insecure-skip-tls-verify': true, 'proxy-url': `http://p:${SECRET}@proxy:1`}},
  ],
  users: [
    {name: 'jane', user: {token: SECRET, 'client-key-data': SECRET, as: 'root', 'as-groups': ['x'], 'as-user-extra': {a: ['b']}}},
    {name: 'bot', user: {username: 'bot', password: SECRET, exec: {command: './login', args: ['-v'], env: [{name: 'T', value: SECRET}], interactiveMode: 'Never', provideClusterInfo: true},
      'auth-provider': {name: 'oidc', config: {'refresh-token': SECRET}}}},
  ],
}; // prettier-ignore

/** Reads it and every context; messages must hold no secret. */
function check(text: string, isKept: boolean): void {
  try {
    const config = parseKubeconfig(text, '/home/jane/.kube/config');
    for (const name of [undefined, 'shop', 'other', ...config.contexts.keys()].slice(0, 20)) tell(() => selectAccess(config, name), isKept);
  } catch (error) {
    assertKept(error, isKept);
  }
} // prettier-ignore

function tell(work: () => unknown, isKept: boolean): void {
  try {
    work();
  } catch (error) {
    assertKept(error, isKept);
  }
}

function assertKept(error: unknown, isKept: boolean): void {
  if (!(error instanceof Iter8Error)) throw error;
  if (isKept)
    assert.ok(!`${error.message}${error.hint ?? ''}`.includes(SECRET), `a secret is told: ${error.message}`);
}

const TEXTS = [
  JSON.stringify(CONFIG, undefined, 1),
  'apiVersion: v1\ncurrent-context: a\ncontexts:\n- name: a\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster:\n    server: https://x\nusers:\n- name: u\n  user:\n    token: t\n',
];

export const KUBECONFIG_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'kubeconfig',
    law: 'a kubeconfig is read or refused in words',
    inputs: fc.oneof(mutated(TEXTS), anyText),
    check: (text) => check(text, false),
  }),
  fuzzTarget({
    name: 'kubeconfig-secrets',
    law: 'no message about a damaged kubeconfig tells a secret that stands where secrets stand',
    inputs: damaged([CONFIG]),
    check: (config) => check(JSON.stringify(config), true),
  }),
];
