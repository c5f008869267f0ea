import {afterAll, beforeAll, expect, it} from '@jest/globals';
import MetricsTest from '../../../src/commands/metrics/test.js';
import Run from '../../../src/commands/run.js';
import {runCommand} from '../../support/run-command.js';
import {httpServer, type TestServer} from '../../support/servers.js';

const TOKEN = 's3cr3t-t0ken';
let backend: TestServer;

/** Answers only to those who know the token, and says it back. */
beforeAll(async () => {
  backend = await httpServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
    response.writeHead(isKnown ? 200 : 401, {'content-type': 'application/json'});
    response.end(JSON.stringify({value: 10, token: TOKEN}));
  });
});
afterAll(() => backend.close());

/** An experiment on traffic that flows elsewhere, its metric, and a Secret in a namespace. */
const file = (secretNamespace: string) => `
apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata: {name: e, namespace: shop}
spec:
  target: shop/app
  strategy: {testingPattern: Canary, deploymentPattern: FixedSplit}
  criteria: {objectives: [{metric: latency, upperLimit: 50}]}
  duration: {intervalSeconds: 1, iterationsPerLoop: 1}
  versionInfo: {baseline: {name: v1}, candidates: [{name: v2}]}
---
apiVersion: iter8.tools/v2alpha2
kind: Metric
metadata: {name: latency, namespace: shop}
spec:
  urlTemplate: ${backend.url}
  authType: Bearer
  secret: token
  headerTemplates: [{name: Authorization, value: 'Bearer \${token}'}]
  jqExpression: .value
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: ${secretNamespace}}
data: {token: ${Buffer.from(TOKEN).toString('base64')}}
`;

const commands = {
  run: (text: string) => runCommand(Run, ['-f', '-', '-o', 'yaml'], {files: {'-': text}}),
  'metrics test': (text: string) => runCommand(MetricsTest, ['latency', '-f', '-'], {files: {'-': text}}),
};

it.each(['run', 'metrics test'] as const)(
  '%s uses the Secret of the file, and never shows it',
  async (command) => {
    const {out, err, exitCode} = await commands[command](file('shop'));
    expect(exitCode).toBe(0);
    expect(out + err).not.toContain(TOKEN);
    expect(out + err).not.toContain(Buffer.from(TOKEN).toString('base64'));
  },
);

it('uses no Secret of another namespace than that of the metric', async () => {
  const {out, exitCode} = await commands.run(file('elsewhere'));
  expect([exitCode, out.includes('there is no secret shop/token')]).toEqual([6, true]);
});
