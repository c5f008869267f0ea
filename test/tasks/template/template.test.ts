import {describe, expect, it} from '@jest/globals';
import {ARROWS, BRACES} from '../../../src/experiment/task-template.js';
import {templateData} from '../../../src/tasks/template/data.js';
import {fillText} from '../../../src/tasks/template/fill.js';
import {contextOf} from '../support/context.js';

const {experiment} = contextOf();
const fill = (text: string, of = experiment) => fillText(text, [BRACES, ARROWS], templateData(of));

describe('placeholders', () => {
  it.each([
    ['--values=sample-app/{{ .promote }}.yaml', '--values=sample-app/candidate-values.yaml'],
    ['{{.name}}/@< .name >@', 'candidate/candidate'],
    ['{{ .this.metadata.name }} @< .this.spec.target >@', 'canary shop/app'],
    ['@< .Namespace >@/@< .Name >@ @< .Spec.Target >@ @< .Spec.VersionInfo.Baseline.Name >@', 'shop/canary shop/app current'],
    ['@< (index .this.spec.versionInfo.baseline.variables 0).value >@', 'values'],
    ['{{ index . "promote" }} {{ index .this.metadata `name` }}', 'candidate-values canary'],
    ['a {{- .name -}} b', 'acandidateb'],
    ['without any } or { or @', 'without any } or { or @'],
  ])('%s become %s', (text, expected) => {
    expect(fill(text)).toBe(expected);
  }); // prettier-ignore

  it('take the variables of the recommended version, and escape nothing', () => {
    expect(fill('{{ .promote }}', contextOf({recommended: 'current'}).experiment)).toBe('values');
    const {experiment: odd} = contextOf({variables: {promote: `<a href="x">&'+</a> $(ls)`}});
    expect(fill('{{ .promote }}', odd)).toBe(`<a href="x">&'+</a> $(ls)`);
  });

  it('are filled in once: a value that looks like a placeholder stays', () => {
    const {experiment: sly} = contextOf({variables: {promote: '{{ .name }}'}});
    expect(fill('{{ .promote }}', sly)).toBe('{{ .name }}');
  });

  it.each([
    ['{{ .promot }}', '{{ .promot }} names no variable of the recommended version "candidate", which has name, promote'],
    ['@< .constructor >@', '@< .constructor >@ names no variable of the recommended version'],
    ['{{ .this.spec.nothing }}', '{{ .this.spec.nothing }} names a field that the experiment does not have'],
    ['{{ .Spec.VersionInfo }}', '{{ .Spec.VersionInfo }} is an object; name a single value in it'],
    ['{{ .this.spec.versionInfo.candidates }}', 'is a list; name a single value'],
    ['{{ .promote', '{{ .promote has no }} that ends it'],
    ['{{ }}', '{{ }} is no placeholder that is known; known are fields such as .name'],
    ['{{ range .this }}', 'is no placeholder that is known'],
    ['{{ .name | quote }}', 'is no placeholder that is known'],
    ['{{ .name "x" }}', 'is no placeholder that is known'],
    ["@< .Secret 'token' >@", 'is no placeholder that is known'],
    ['{{ (.name }}', 'is no placeholder that is known'],
  ])('%s are refused by name', (text, problem) => {
    expect(() => fill(text)).toThrow(problem);
  }); // prettier-ignore

  it('cannot be filled in while no version is recommended, except with what does not depend on it', () => {
    const {experiment: early} = contextOf({recommended: undefined});
    expect(() => fill('{{ .promote }}', early)).toThrow('no version is recommended for promotion yet');
    expect(fill('{{ .this.metadata.name }}', early)).toBe('canary');
  });

  it('take the variables of the input versionInfo where there is one, by its place', () => {
    const overrides = [{}, {variables: [{name: 'promote', value: 'other'}]}];
    expect(fillText('{{ .promote }}', [BRACES], templateData(experiment, {overrides}))).toBe('other');
    expect(() => templateData(experiment, {overrides: [{}]})).toThrow('versionInfo has no entry 2');
  });
});
