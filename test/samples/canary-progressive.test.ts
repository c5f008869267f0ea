import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {load, loadAll} from 'js-yaml';
import type {JsonObject} from '../../src/experiment/json.js';
import {secretRoles} from '../../src/operate/install/roles.js';
import {objectsOf, valueAt} from '../../src/local/apiserver/object.js';
import {planFortio} from '../../src/local/workloads/jobs/fortio.js';
import {containersOf} from '../../src/local/workloads/jobs/objects.js';

const FOLDER = join(import.meta.dirname, '../../samples/knative/canaryprogressive');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const readYaml = (file: string) => load(read(file)) as JsonObject;

describe('the files of the tutorial', () => {
  it('are the values that it prints', () => {
    const image = 'gcr.io/knative-samples/knative-route-demo';
    const candidate = {name: 'sample-app-v2', image: `${image}:green`, tVersion: 'green'};
    expect(readYaml('sample-app/values.yaml')).toEqual({
      name: 'sample-app-v1',
      image: `${image}:blue`,
      tVersion: 'blue',
    });
    expect(readYaml('sample-app/candidate-values.yaml')).toEqual(candidate);
    expect(readYaml('experimental-values.yaml')).toEqual({
      ...candidate,
      traffic: [
        {tag: 'current', revisionName: 'sample-app-v1', percent: 100},
        {tag: 'candidate', latestRevision: true, percent: 0},
      ],
    });
  });

  it('are the experiment that it prints, with its versions where they belong and a chart of this repository', () => {
    const listing = readFileSync(join(import.meta.dirname, '../fixtures/validate/tutorial-listing.yaml'), 'utf8');
    const {spec, ...printed} = load(listing) as {spec: JsonObject & {strategy: JsonObject}};
    const {baseline, candidates, versionInfo, strategy, ...rest} = spec;
    const {spec: own, ...sample} = readYaml('experiment.yaml') as {spec: JsonObject & {strategy: JsonObject}};
    expect(versionInfo).toBeNull();
    expect(sample).toEqual(printed);
    expect(own).toEqual({...rest, strategy: own.strategy, versionInfo: {baseline, candidates}});
    const withoutArguments = (value: JsonObject) => JSON.stringify(value).replace(/"args":\[.*?\]/, '');
    expect(withoutArguments(own.strategy)).toBe(withoutArguments(strategy));
    const [task] = objectsOf(valueAt(own.strategy, 'actions', 'finish'));
    const chart = 'samples/knative/canaryprogressive/sample-app';
    const values = `--values=${chart}/{{ .promote }}.yaml`;
    expect(valueAt(task, 'with', 'args')).toEqual(['upgrade', '--install', 'sample-app', chart, values, '--namespace=iter8-system']); // prettier-ignore
  });

  it.each(['http://127.0.0.1:8080', '"http://127.0.0.1:8080"'])('are a Job that can be run once %s is in it', (url) => {
    const job = load(read('fortio.yaml').replaceAll('URL_VALUE', url)) as JsonObject;
    const plan = planFortio(containersOf(job)[0]!);
    expect(plan).toMatchObject({
      options: {qps: 16, timeMs: 6_000_000, targets: [{url: 'http://127.0.0.1:8080'}]},
    });
  });

  it('are bindings to a role that is installed', () => {
    const bindings = loadAll(read('helm-secret.yaml')) as JsonObject[];
    const roles = secretRoles().map((role) => valueAt(role, 'metadata', 'name'));
    expect(bindings.map((binding) => valueAt(binding, 'metadata', 'namespace'))).toEqual(['default', 'iter8-system']);
    for (const binding of bindings) {
      expect(roles).toContain(valueAt(binding, 'roleRef', 'name'));
      expect(binding.subjects).toEqual([
        {kind: 'ServiceAccount', name: 'iter8-handlers', namespace: 'iter8-system'},
      ]);
    }
  });
});
