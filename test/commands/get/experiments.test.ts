import {describe, expect, it} from '@jest/globals';
import {load} from 'js-yaml';
import GetExperiments from '../../../src/commands/get/experiments.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {expectGolden, fixture} from '../../support/golden.js';
import {runCommand} from '../../support/run-command.js';

const SITUATIONS = [
  'canary-running',
  'canary-rolled-back',
  'failed-without-metric',
  'not-started',
  'wide-characters',
  'legacy/v1alpha1-running',
  'legacy/v1alpha1-failed',
  'legacy/v1alpha2-canary-won',
  'legacy/v1alpha2-abn-rewards',
];

const golden = (situation: string, form: string) => `get/${situation.replace('/', '-')}.${form}`;
const tutorialRows = (files: string[]) => files.map((file) => fixture(file)).join('---\n');

describe('get experiments', () => {
  describe.each(SITUATIONS)('of %s', (situation) => {
    const file = `${situation}.yaml`;

    it.each(['text', 'wide', 'json', 'yaml', 'name', 'markdown'])('prints %s into a pipe', async (format) => {
      const {out, err, exitCode} = await runCommand(GetExperiments, ['-f', file, '-o', format]);
      expectGolden(out, golden(situation, format));
      expect([err, exitCode]).toEqual(['', 0]);
    });

    it.each([40, 80, 200])('fits a terminal of %d columns', async (columns) => {
      const {out} = await runCommand(GetExperiments, ['-f', file], {columns});
      expectGolden(out, golden(situation, `terminal-${columns}`));
    });
  });

  it('prints the table of the pipeline tutorial', async () => {
    const files = {'-': tutorialRows(['legacy/v1alpha1-failed.yaml', 'legacy/v1alpha1-running.yaml'])};
    const {out} = await runCommand(GetExperiments, ['-f', '-'], {files});
    expect(out).toBe(
      [
        'NAME              PHASE         STATUS                                                BASELINE          PERCENTAGE   CANDIDATE         PERCENTAGE',
        'iter8-demo-v101   Completed     ExperimentFailed: Not All Success Criteria Were Met   iter8-demo-v100   100          iter8-demo-v101   0',
        'iter8-demo-v102   Progressing   IterationUpdate: Iteration 3 Started                  iter8-demo-v100   60           iter8-demo-v102   40',
        '',
      ].join('\n'),
    );
  });

  it('gives each generation its own table, with namespaces where there are several', async () => {
    const files = {'-': tutorialRows(['canary-running.yaml', 'legacy/v1alpha1-running.yaml', 'ab-tie.yaml'])};
    const {out} = await runCommand(GetExperiments, ['-f', '-'], {files});
    expect(out).toBe(
      [
        'NAMESPACE   NAME                 TYPE     TARGET               STAGE       COMPLETED ITERATIONS   MESSAGE',
        'default     canary-progressive   Canary   default/sample-app   Running     4                      IterationUpdate: Completed Iteration 4',
        'shop        checkout-ab          A/B      shop/checkout        Completed   10                     ExperimentCompleted: Experiment completed successfully',
        '',
        'NAMESPACE            NAME              PHASE         STATUS                                 BASELINE          PERCENTAGE   CANDIDATE         PERCENTAGE',
        'iter8-demo-project   iter8-demo-v102   Progressing   IterationUpdate: Iteration 3 Started   iter8-demo-v100   60           iter8-demo-v102   40',
        '',
      ].join('\n'),
    );
  });

  it('prints resources unchanged: unknown fields, their order, 19 digits', async () => {
    const text = `{
  "apiVersion": "iter8.tools/v1alpha1",
  "kind": "Experiment",
  "metadata": {
    "name": "x",
    "zzz": 1
  },
  "spec": {
    "aaa": [
      1e+30,
      0.1,
      null
    ]
  },
  "status": {
    "createTimestamp": 1591279200412345678,
    "startTimestamp": 1591279236118000001
  }
}
`;
    const {out} = await runCommand(GetExperiments, ['-f', '-', '-o', 'json'], {files: {'-': text}});
    expect(out).toBe(text);
    const asYaml = await runCommand(GetExperiments, ['-f', '-', '-o', 'yaml'], {files: {'-': text}});
    expect(asYaml.out).toContain('createTimestamp: 1591279200412345678\n');
    const back = await runCommand(GetExperiments, ['-f', '-', '-o', 'json'], {files: {'-': asYaml.out}});
    expect(back.out).toBe(text);
  });

  it('keeps 19 digits through --jq', async () => {
    const file = 'legacy/v1alpha1-running.yaml';
    const {out} = await runCommand(GetExperiments, ['-f', file, '--jq', '.status.createTimestamp']);
    expect(out).toMatch(/^\d{19}\n$/);
    expect(fixture(file)).toContain(out.trim());
  });

  it('adds split, winner and age to the experiments of a cluster too', async () => {
    const object = load(fixture('canary-running.yaml')) as JsonObject;
    const {out} = await runCommand(GetExperiments, ['-o', 'wide'], {cluster: fakeCluster({objects: [object]})});
    expect(out).toMatch(/^NAME +TYPE .* SPLIT +WINNER +AGE\n.* current=60,candidate=40 +candidate +/);
  });
});
