import {describe, expect, it} from '@jest/globals';
import Describe from '../../src/commands/describe.js';
import Validate from '../../src/commands/validate.js';
import {expectGolden, fixture} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';

const LISTING = 'validate/tutorial-listing.yaml';

describe('validate', () => {
  it.each(['mistakes', 'metric-mistakes', 'legacy-mistakes'])('lists everything in %s at once', async (name) => {
    const {out, err, exitCode} = await runCommand(Validate, ['-f', `validate/${name}.yaml`]);
    expectGolden(out + err, `validate/${name}.text`);
    expect(exitCode).toBe(2);
  });

  it('finds nothing in a valid file, says so, and exits 0', async () => {
    const {out, err, exitCode} = await runCommand(Validate, ['-f', 'validate/valid.yaml']);
    expect({out, err, exitCode}).toEqual({out: '', err: 'validate/valid.yaml is valid\n', exitCode: 0});
  });

  it('prints JSON with the same findings', async () => {
    const {out, exitCode} = await runCommand(Validate, ['-f', 'validate/metric-mistakes.yaml', '-o', 'json']);
    expectGolden(out, 'validate/metric-mistakes.json');
    expect(exitCode).toBe(2);
  });

  it('filters the JSON with --jq', async () => {
    const {out} = await runCommand(Validate, ['-f', LISTING, '--jq', '[.errors, .warnings] | join(" ")']);
    expect(out).toBe('2 2\n');
  });

  it('exits 0 with warnings only', async () => {
    const {err, exitCode} = await runCommand(Validate, ['-f', 'canary-running.yaml']);
    expect({err, exitCode}).toEqual({err: 'canary-running.yaml is valid, 3 warnings\n', exitCode: 0});
  });

  it('colours the severity on a terminal, and not with --no-color', async () => {
    const argv = ['-f', LISTING];
    expect((await runCommand(Validate, argv, {columns: 80})).out).toContain('\u001b[31merror:\u001b[39m');
    expect((await runCommand(Validate, [...argv, '--no-color'], {columns: 80})).out).not.toContain('\u001b');
  });
});

describe('validate on the listing of the Helm tutorial', () => {
  it('names the indentation mistake with its line', async () => {
    const {out, err, exitCode} = await runCommand(Validate, ['-f', LISTING]);
    expectGolden(out + err, 'validate/tutorial-listing.text');
    expect(out).toMatch(/^validate\/tutorial-listing\.yaml:42:3: error: spec\.baseline: indentation mistake/m);
    expect(exitCode).toBe(2);
  });

  it('repairs it, and describe reads the result', async () => {
    const {written, exitCode} = await runCommand(Validate, ['-f', LISTING, '--fix']);
    expectGolden(written[LISTING] ?? '', 'validate/tutorial-listing.fixed.yaml');
    expect(exitCode).toBe(0);
    const described = await runCommand(Describe, ['-f', '-'], {files: {'-': written[LISTING] ?? ''}});
    expectGolden(described.out, 'validate/tutorial-listing.described');
  });
});

describe('validate --fix', () => {
  it.each(['mistakes', 'metric-mistakes', 'legacy-mistakes'])(
    'repairs %s in place and reports the rest',
    async (name) => {
      const file = `validate/${name}.yaml`;
      const {out, err, written, exitCode} = await runCommand(Validate, ['-f', file, '--fix']);
      expectGolden(written[file] ?? '', `validate/${name}.fixed.yaml`);
      expectGolden(err + out, `validate/${name}.fixed.text`);
      expect(exitCode).toBe(2);
    },
  );

  it.each(['mistakes', 'metric-mistakes', 'legacy-mistakes', 'tutorial-listing'])(
    'changes nothing in %s a second time',
    async (name) => {
      const first = await runCommand(Validate, ['-f', `validate/${name}.yaml`, '--fix']);
      const [text = ''] = Object.values(first.written);
      const second = await runCommand(Validate, ['-f', 'a.yaml', '--fix'], {files: {'a.yaml': text}});
      expect(second.written).toEqual({});
      expect(second.err).not.toContain('fixed:');
    },
  );

  it('writes nothing where there is nothing to repair', async () => {
    expect((await runCommand(Validate, ['-f', 'validate/valid.yaml', '--fix'])).written).toEqual({});
  });

  it('prints repaired stdin to stdout and everything else to stderr', async () => {
    const {out, err, written, exitCode} = await runCommand(Validate, ['-f', '-', '--fix'], {
      files: {'-': fixture(LISTING)},
    });
    expect(out).toBe(fixture('validate/tutorial-listing.fixed.yaml'));
    expect(err).toContain('fixed: stdin:42:3: moved spec.baseline below versionInfo\n');
    expect(err).toContain('stdin is valid, 2 warnings');
    expect([written, exitCode]).toEqual([{}, 0]);
  });

  it('refuses JSON output where stdout takes the repaired text', async () => {
    const {out, err, exitCode} = await runCommand(Validate, ['-f', '-', '--fix', '-o', 'json'], {
      files: {'-': ''},
    });
    expect({out, exitCode}).toEqual({out: '', exitCode: 2});
    expect(err).toContain('error: --fix -f - prints the repaired text, not JSON');
  });

  it('keeps a byte order mark and line ends of Windows', async () => {
    const text = `\ufeff${fixture(LISTING).replaceAll('\n', '\r\n')}`;
    const {written} = await runCommand(Validate, ['-f', 'a.yaml', '--fix'], {files: {'a.yaml': text}});
    expect(written['a.yaml']).toBe(
      `\ufeff${fixture('validate/tutorial-listing.fixed.yaml').replaceAll('\n', '\r\n')}`,
    );
  });

  it('says that UTF-16 is written as UTF-8, and only where it is', async () => {
    const files = {
      'a.yaml': Buffer.from(`\ufeff${fixture(LISTING)}`, 'utf16le'),
      'b.yaml': Buffer.from(`\ufeff${fixture('validate/valid.yaml')}`, 'utf16le'),
    };
    const {written, err} = await runCommand(Validate, ['-f', 'a.yaml', 'b.yaml', '--fix'], {files});
    expect(written).toEqual({'a.yaml': fixture('validate/tutorial-listing.fixed.yaml')});
    expect(err.match(/^note: .*/gm)).toEqual(['note: a.yaml: was UTF-16, is written as UTF-8']);
    const {out, err: said} = await runCommand(Validate, ['-f', '-', '--fix'], {files: {'-': files['b.yaml']}});
    expect(out).toBe(fixture('validate/valid.yaml'));
    expect(said).toContain('note: stdin: was UTF-16, is written as UTF-8\n');
  });

  it('leaves a file alone that cannot be read to its end', async () => {
    const files = {'a.yaml': `${fixture(LISTING)}---\n{`};
    const {written, exitCode} = await runCommand(Validate, ['-f', 'a.yaml', '--fix'], {files});
    expect([written, exitCode]).toEqual([{}, 2]);
  });
});

describe('validate with several inputs', () => {
  it('takes several files after one -f and goes on after a broken one', async () => {
    const files = {'broken.yaml': 'a: b: c\n', 'bad.json': '{"kind": }', 'empty.yaml': ''};
    const argv = ['-f', 'broken.yaml', 'bad.json', 'empty.yaml', LISTING];
    const {out, err, exitCode} = await runCommand(Validate, argv, {files});
    expectGolden(out + err, 'validate/several-files.text');
    expect(exitCode).toBe(2);
  });

  it('lists 1000 findings of a file, errors before warnings, and says how many more there are', async () => {
    const keys = Array.from({length: 4_000}, (_, n) => `k${n}: 1\n`).join('');
    const files = {'wide.yaml': `${fixture('canary-running.yaml')}${keys}spec2: x\n`};
    const {out, err, exitCode} = await runCommand(Validate, ['-f', 'wide.yaml'], {files});
    expect(out.match(/: error: /g)).toHaveLength(1000);
    expect(out).not.toContain('warning');
    expect(err).toBe('note: wide.yaml: only 1000 findings are listed, 3004 more are not\n1000 errors in 1 file\n');
    expect(exitCode).toBe(2);
    const json = await runCommand(Validate, ['-f', 'wide.yaml', '--jq', '[.errors, .unlisted]'], {files});
    expect(JSON.parse(json.out)).toEqual([1000, 3_004]);
  });

  it('says of a file of comments, and of a List without a list, what is wrong', async () => {
    const files = {'a.yaml': '# none\n', 'b.yaml': 'apiVersion: v1\nkind: List\nitems: {}\n'};
    const {out, err, exitCode} = await runCommand(Validate, ['-f', 'a.yaml', 'b.yaml'], {files});
    expect(out).toMatch(/^a\.yaml:1:1: error: a\.yaml holds no object; /);
    expect(err).toContain('note: b.yaml: passed over List (v1) whose items are no list\n');
    expect(exitCode).toBe(2);
  });

  it('says which kinds it passed over', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';
    const argo = '---\napiVersion: argoproj.io/v1alpha1\nkind: Experiment\nmetadata: {name: b}\n---\n';
    const files = {'all.yaml': `${service}---\n${service}${argo}${fixture('validate/valid.yaml')}`};
    const {err, exitCode} = await runCommand(Validate, ['-f', 'all.yaml'], {files});
    expect(err).toBe(
      'note: all.yaml: passed over 2 × Service (v1), Experiment (argoproj.io/v1alpha1)\nall.yaml is valid\n',
    );
    expect(exitCode).toBe(0);
  });

  it('exits 2 when there is nothing to check', async () => {
    const files = {'a.yaml': 'apiVersion: v1\nkind: Service\n'};
    const {err, exitCode} = await runCommand(Validate, ['-f', 'a.yaml'], {files});
    expect(err).toContain('error: no Experiment or Metric in a.yaml\n');
    expect(exitCode).toBe(2);
  });

  it('exits 5 for a file that is not there, before any other is changed', async () => {
    const {out, err, written, exitCode} = await runCommand(Validate, ['-f', LISTING, 'no.yaml', '--fix']);
    expect({out, err, written, exitCode}).toEqual({
      out: '',
      err: 'error: no such file: no.yaml\n',
      written: {},
      exitCode: 5,
    });
  });

  it('exits 2 without -f', async () => {
    expect((await runCommand(Validate, [])).exitCode).toBe(2);
  });

  it('reads Lists and points into them', async () => {
    const item = {metadata: {name: 'a'}, spec: {target: 'x', strategy: {testingPattern: 'Conformance'}}};
    const list = {apiVersion: 'iter8.tools/v2alpha2', kind: 'ExperimentList', items: [item]};
    const {out} = await runCommand(Validate, ['-f', '-'], {files: {'-': JSON.stringify(list, undefined, 2)}});
    expect(out).toContain('stdin:9:7: error: spec: versionInfo is missing');
  });

  it('lets no control characters through to the terminal', async () => {
    const text = fixture(LISTING).replace('testingPattern: Canary', 'testingPattern: "\\e[2J\\u202e"');
    const {out} = await runCommand(Validate, ['-f', '-'], {files: {'-': text}});
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u202e');
  });
});
