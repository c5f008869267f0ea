import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {load} from 'js-yaml';

const FOLDER = join(import.meta.dirname, '../../.github/workflows');
const FILES = readdirSync(FOLDER);

type Permissions = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, {readonly permissions?: Permissions; readonly steps?: readonly Step[]}>>;
}

const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const workflow = (file: string) => load(textOf(file)) as Workflow;
const stepsOf = (file: string) => Object.values(workflow(file).jobs).flatMap(({steps}) => steps ?? []);

describe.each(FILES)('the workflow %s', (file) => {
  it('names what it runs of others by a commit, and which version that is', () => {
    const uses = textOf(file).match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) {
      expect(line).toMatch(
        /^uses: (\.\/\.github\/workflows\/\w+\.yml|actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      );
    }
  });

  it('may do nothing but read unless a job says otherwise', () => {
    const {permissions} = workflow(file);
    expect([{}, {contents: 'read'}]).toContainEqual(permissions);
  });

  it('leaves no credentials behind, and puts no text of others into a script', () => {
    for (const {uses, run = '', with: inputs} of stepsOf(file)) {
      if (uses?.startsWith('actions/checkout@')) expect(inputs).toMatchObject({'persist-credentials': false});
      expect(run).not.toContain('${{');
    }
    expect(textOf(file)).not.toMatch(/secrets\.|pull_request_target/);
  });
});

describe('a release', () => {
  const {jobs} = workflow('release.yml');
  const runs = (job: string) => jobs[job]?.steps?.map(({run}) => run ?? '').join('\n') ?? '';

  it('gives a job that runs code of packages no right but to read', () => {
    const mayWrite = Object.entries(jobs).filter(([, {permissions}]) =>
      JSON.stringify(permissions).includes('write'),
    );
    expect(mayWrite.map(([name, {permissions}]) => [name, permissions])).toEqual([
      ['publish', {'id-token': 'write'}],
      ['announce', {contents: 'write'}],
    ]);
    for (const [name] of mayWrite) expect(runs(name)).not.toMatch(/npm (ci|install|test|run)|node |checkout/);
  });

  it('comes after the whole of CI, an audit that was answered, the licences, and the SBOM', () => {
    expect(jobs).toMatchObject({
      test: {uses: './.github/workflows/ci.yml'},
      pack: {needs: 'test'},
      publish: {needs: 'pack'},
      announce: {needs: 'publish'},
    });
    for (const step of [
      'npm run audit -- --required',
      'npm audit signatures',
      'npm run licences',
      'sbom > release/',
    ]) {
      expect(runs('pack')).toContain(step);
    }
  });

  it('publishes what was summed, with its provenance, and runs no script of it', () => {
    expect(runs('publish')).toMatch(/^\s*sha256sum --check --strict SHA256SUMS$/m);
    expect(runs('publish')).toMatch(/npm publish \S+\.tgz --provenance --access public --ignore-scripts/);
  });
});
