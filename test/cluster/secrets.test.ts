import {execFile} from 'node:child_process';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from '@jest/globals';
import {TASK_ACCOUNT} from '../../src/engine/jobs/account.js';
import {isOver} from '../../src/engine/controller/supervisor.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {TASKS} from '../../src/experiment/schema/task-inputs.js';
import {testCluster} from '../support/cluster.js';
import {httpServer} from '../support/servers.js';
import {iter8ctl} from './support/built.js';
import {ControllerProcess} from './support/controller-process.js';
import {createExperiment, experimentsPath, installDefinitions} from './support/experiments.js';
import {Kubelet} from './support/kubelet.js';
import {until} from './support/until.js';

const cluster = await testCluster();
const {client, namespace, folder, kubeconfigPath} = cluster;
const run = promisify(execFile);

/** No two of them have a part in common, and none is part of an innocent text. */
const SECRETS = {
  forge: {token: 'ghp_Zq7/+"x\'9$(id)&Wv'},
  registry: {username: 'robot-7Kp2', password: 'pw!Tr0ub4dor&3 <b>'},
  lines: {key: 'first-9f3aLine\nsecond-7b1cLine\n'},
};

/** As it stands, and as others write it: lines, base64, in URLs, in JSON, in HTML. */
const SPELLINGS = Object.values(SECRETS)
  .flatMap((data) => Object.values(data))
  .flatMap((value) => [value, ...value.trim().split('\n')])
  .flatMap((text) => [
    text,
    Buffer.from(text).toString('base64'),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ]);

function leaksIn(text: string): string[] {
  return [...new Set(SPELLINGS)].filter((spelling) => text.includes(spelling));
}

let heard = '';
let answers = 0;

/** Tells all that it is told, once as an answer and once as an error. */
const talkative = await httpServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    const told = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`;
    heard += told;
    response.writeHead(++answers % 2 === 0 ? 500 : 200, {'X-Told': request.headers.authorization ?? ''}).end(told);
  });
});
cluster.atEnd(() => talkative.close());

/** Programs that print their arguments, their variables, and the files that these name. */
async function writeTalkativePrograms(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script = `#!/bin/bash
case "$*" in *history*) echo '[]'; exit 0;; *version*) echo v3.17.0; exit 0;; esac
echo "$@"; env; cat "$HELM_REPOSITORY_CONFIG" "$HELM_REGISTRY_CONFIG" 2>&1; env | base64 -w 0 >&2
for a in "$@"; do case "$a" in *=/*) cat "\${a##*=}";; esac; done`;
  for (const name of ['helm', 'kubectl', 'leak']) {
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

/** A repository whose other side tells the variables of whoever pushes. */
async function createRemote(): Promise<string> {
  const [remote, work] = [join(folder, 'remote.git'), join(folder, 'work')];
  const git = (...argv: string[]) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv]);
  await git('init', '--quiet', '--bare', '--initial-branch=main', remote);
  await git('clone', '--quiet', remote, work);
  await writeFile(join(work, 'values.yaml'), 'baseline:\n  dynamic: {id: a}\ncandidate:\n  dynamic: {id: b}\n');
  await git('-C', work, 'add', '.');
  await git('-C', work, 'commit', '--quiet', '-m', 'values');
  await git('-C', work, 'push', '--quiet', 'origin', 'HEAD:main');
  await writeFile(join(remote, 'hooks/pre-receive'), '#!/bin/bash\nenv >&2; cat ~/.* ~/* >&2; exit 0\n', {
    mode: 0o755,
  });
  return remote;
}

const SCRIPT = 'for s in @< .Secret "token" >@; do echo "$s" >&2; printf %s "$s" | base64; env; done';

/** Each task that may name a Secret, as talkative as can be. */
function items(remote: string): Readonly<Record<string, JsonObject>> {
  const {url} = talkative;
  const http = {secret: 'forge', ignoreFailure: true};
  return {
    run: {run: SCRIPT, with: {secret: 'forge'}},
    'run with lines': {run: 'echo @< .secret.key >@; env', with: {secret: 'lines'}},
    'common/bash': {
      task: 'common/bash',
      with: {script: 'echo "{{ .secret.password }}"; leak', secret: 'registry'},
    },
    'common/promote-helm': {
      task: 'common/promote-helm',
      with: {
        ...{release: 'app', chart: 'app', repo: 'https://charts.example.com', secret: 'registry'},
        values: {password: '{{ .secret.password }}'},
        set: [{name: 'user', value: '{{ .secret.username }}'}],
      },
    },
    'notification/http': {
      task: 'notification/http',
      with: {
        ...{...http, url: `${url}/{{ .secret.token }}`, authType: 'Bearer'},
        headers: [{name: 'X-Token', value: '@< .secret.token >@'}],
        body: '{"token": "{{ .secret.token }}"}',
      },
    },
    'notification/http with Basic': {
      task: 'notification/http',
      with: {url, secret: 'registry', authType: 'Basic'},
    },
    'notification/slack': {task: 'notification/slack', with: {...http, channel: 'C1', api: url}},
    'notification/github-workflow': {
      task: 'notification/github-workflow',
      with: {
        ...{...http, repository: 'org/repo', workflow: 'w.yaml', api: url},
        inputs: [{name: 'token', value: '{{ .secret.token }}'}],
      },
    },
    'notification/commit-status': {
      task: 'notification/commit-status',
      with: {...http, repository: 'org/repo', sha: 'a'.repeat(40), api: url, description: '{{ .secret.token }}'},
    },
    'gitops/helmex-update': {
      task: 'gitops/helmex-update',
      with: {gitRepo: `file://${remote}`, filePath: 'values.yaml', username: 'robot', secretName: 'forge'},
    },
  };
}

async function prepare(): Promise<readonly [names: readonly string[], actions: JsonObject]> {
  process.env.PATH = [await writeTalkativePrograms(), process.env.PATH].join(delimiter);
  await installDefinitions(cluster);
  for (const [name, stringData] of Object.entries(SECRETS)) {
    await client.ok('POST', `/api/v1/namespaces/${namespace}/secrets`, {body: {metadata: {name}, stringData}});
  }
  const all = items(await createRemote());
  return [Object.keys(all), {finish: Object.values(all)}];
}

/** What anybody may see of an experiment. */
async function allThatIsShown(name: string, controller: ControllerProcess): Promise<string> {
  const place = ['-n', namespace, '--kubeconfig', kubeconfigPath];
  const events = await client.ok('GET', `/api/v1/namespaces/${namespace}/events`);
  const jobs = await client.ok('GET', `/apis/batch/v1/namespaces/${namespace}/jobs`);
  const maps = await client.ok('GET', `/api/v1/namespaces/${namespace}/configmaps`);
  const {items: pods} = await client.ok('GET', `/api/v1/namespaces/${namespace}/pods`);
  const logs = pods!.map(({metadata}) => client.request('GET', `/api/v1/namespaces/${namespace}/pods/${metadata.name}/log`)); // prettier-ignore
  return [
    await iter8ctl('get', 'experiments', '-o', 'json', ...place),
    await iter8ctl('describe', name, ...place),
    await iter8ctl('logs', name, ...place),
    ...[events, jobs, maps, pods, controller.log, await Promise.all(logs)].map((one) => JSON.stringify(one)),
  ].join('\n');
}

const [names, actions] = await prepare();

async function play(name: string, ...flags: string[]): Promise<[JsonObject, string]> {
  const controller = new ControllerProcess(cluster, '--no-leader-elect', ...flags);
  await createExperiment(cluster, name, {
    target: `${namespace}/${name}`,
    strategy: {testingPattern: 'Conformance', actions},
    duration: {intervalSeconds: 1, iterationsPerLoop: 1},
    versionInfo: {baseline: {name: 'v1'}},
  });
  const read = async () => (await client.ok('GET', `${experimentsPath(namespace)}/${name}`)) as JsonObject;
  await until(async () => isOver(await read()), `${name} is over`);
  const shown = await allThatIsShown(name, controller);
  await controller.stop();
  return [(await read()).status as JsonObject, shown];
}

describe('a Secret that every task uses', () => {
  it('is used by every task that can name one', () => {
    const properties = (name: string) => Object.keys(TASKS[name]!.inputs.properties ?? {});
    const able = Object.keys(TASKS).filter((name) => properties(name).some((input) => /^secret/.test(input)));
    expect(names).toEqual(expect.arrayContaining(able));
  });

  it.each([
    ['local tasks', ['--local-tasks']],
    ['Jobs', ['--task-image', 'iter8ctl:test']],
  ])('is seen by nobody: %s', async (kind, flags) => {
    if (kind === 'Jobs') await allowJobs();
    heard = '';
    const [status, shown] = await play(kind === 'Jobs' ? 'jobs' : 'local', ...flags);
    expect(status).toMatchObject({message: 'ExperimentCompleted: Experiment Completed'});
    expect(leaksIn(shown)).toEqual([]);
    expect(shown.split('***').length).toBeGreaterThan(20); // there was something to hide
    expect(leaksIn(heard)).not.toEqual([]); // and it was really used
  });
});

async function allowJobs(): Promise<void> {
  const metadata = {name: TASK_ACCOUNT, namespace};
  await client.ok('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {body: {metadata}});
  if (cluster.isReal) {
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    const rules = [{apiGroups: [''], resources: ['secrets'], verbs: ['get']}];
    await client.ok('POST', `${path}/roles`, {body: {metadata, rules}});
    const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: TASK_ACCOUNT};
    const subjects = [{kind: 'ServiceAccount', name: TASK_ACCOUNT, namespace}];
    await client.ok('POST', `${path}/rolebindings`, {body: {metadata, roleRef, subjects}});
  }
  await Kubelet.start(cluster);
}
