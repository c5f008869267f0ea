import {describe, expect, it} from '@jest/globals';
import {fixText} from '../../../src/experiment/validate/fix/fix-text.js';
import {spoilt, VALID} from './lines.js';

async function fixed(text: string): Promise<string> {
  return (await fixText({name: 'a.yaml', text})).source.text;
}

describe('fixText on single words', () => {
  it.each([
    ['upperLimit: 50', 'upperLimit: 0.01 # one percent', 'upperLimit: "0.01" # one percent'],
    ['upperLimit: 50', 'upperLimit: 0.010', 'upperLimit: "0.010"'],
    ['upperLimit: 50', 'upperLimt: 0.5', 'upperLimit: "0.5"'],
    ['Pattern: Canary', 'Pattern: canary', 'Pattern: Canary'],
    ['Pattern: Canary', "Pattern: 'CANARY'", "Pattern: 'Canary'"],
    ['Pattern: Canary', 'Pattern: "a/b"', 'Pattern: "A/B"'],
    ['testingPattern', 'testing_pattern', 'testingPattern'],
    ['testingPattern', '"testingpattern"', '"testingPattern"'],
    ['".spec.traffic[1].percent"', '/spec/traffic/1/percent', '".spec.traffic[1].percent"'],
    [
      'name: v2',
      'name: v2\n      variables: [{name: a, value: 1}]',
      'name: v2\n      variables: [{name: a, value: "1"}]',
    ],
    [
      'name: v2',
      'name: v2\n      variables: [{name: a, value: 0x1F}]',
      'name: v2\n      variables: [{name: a, value: "0x1F"}]',
    ],
    ['name: canary', 'name: 3 # third', 'name: "3" # third'],
    ['name: canary', 'name: canary\n  labels: {a: 1, b: true}', 'name: canary\n  labels: {a: "1", b: "true"}'],
    ['  criteria:', '  criteria:\n    requestCount: 05', '  criteria:\n    requestCount: "05"'],
    ['name: v2', 'name: 99999999999999999999', 'name: "99999999999999999999"'],
    ['  criteria:', '  duration: {maxLoops: "2"}\n  criteria:', '  duration: {maxLoops: 2}\n  criteria:'],
    [
      'upperLimit: 50',
      "upperLimit: 50\n      rollback_on_failure: 'true'",
      'upperLimit: 50\n      rollback_on_failure: true',
    ],
    ['kind: Experiment', 'kind: experiment', 'kind: Experiment'],
    ['target: shop/app', 'target: on # go', 'target: "on" # go'],
  ])('turns %j as %j into %j', async (part, wrong, right) => {
    expect(await fixed(spoilt(part, wrong))).toBe(spoilt(part, right));
  });

  it.each([
    ['a value that is shared by an alias', 'upperLimit: 50', 'upperLimit: &limit 0.01\n      lowerLimit: *limit'],
    [
      'a value in what a merge repeats',
      '    - metric: istio/latency\n      upperLimit: 50',
      '    - &o\n      metric: istio/a\n      upperLimit: 0.5\n    - <<: *o\n      metric: istio/b',
    ],
    ['a misspelt field beside the right one', 'upperLimit: 50', 'upperLimit: 50\n      uperLimit: 40'],
    ['a field that may be one of two', 'upperLimit: 50', 'uwerLimit: 50'],
    ['a word of more than one line', 'Pattern: Canary', 'Pattern: |-\n      canary'],
    ['a number that is none as it stands in quotes', '  criteria:', '  duration: {maxLoops: "02"}\n  criteria:'],
    ['a limit that is no number', 'upperLimit: 50', 'upperLimit: .inf'],
    ['a pointer in v2alpha1', 'v2alpha2', 'v2alpha1'],
  ])('leaves %s alone', async (_what, part, other) => {
    const text = spoilt(part, other);
    expect(await fixed(text)).toBe(text);
  });

  it('says what it did and where', async () => {
    const text = spoilt('upperLimit: 50', 'upperLimit: 0.01').replace('Canary', 'canary');
    expect((await fixText({name: 'a.yaml', text})).repairs).toEqual([
      'a.yaml:8:21: changed spec.strategy.testingPattern to Canary',
      'a.yaml:12:19: put spec.criteria.objectives[0].upperLimit in quotes: "0.01"',
    ]);
  });

  it('repairs every resource of a text, and items of Lists', async () => {
    const wrong = spoilt('upperLimit: 50', 'upperLimit: 0.01');
    const item = wrong.replace(/^/gm, '  ').replace('  api', '- api').trimEnd();
    const text = `${wrong}---\n${wrong}---\napiVersion: v1\nkind: List\nitems:\n${item}\n`;
    expect(await fixed(text)).toBe(text.replaceAll('0.01', '"0.01"'));
  });

  it('repairs JSON as JSON', async () => {
    const text =
      '{"apiVersion": "iter8.tools/v2alpha2", "kind": "Metric", "spec": {"type": "gauge", "mock": [{"name": "a", "level": 1.50}]}}';
    expect(await fixed(text)).toBe(text.replace('gauge', 'Gauge').replace('1.50', '"1.50"'));
  });

  it('takes a number of JSON out of its quotes', async () => {
    const spec = '{"target": "t", "strategy": {"testingPattern": "Canary"}, "duration": {"maxLoops": "2"}}';
    const text = `{"apiVersion": "iter8.tools/v2alpha2", "kind": "Experiment", "spec": ${spec}}`;
    expect(await fixed(text)).toBe(text.replace('"2"', '2'));
  });

  it('changes nothing in a text that cannot be read', async () => {
    const text = `${spoilt('Canary', 'canary')}---\n{`;
    expect(await fixed(text)).toBe(text);
  });
});

const HEAD = `apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata: {name: a}
spec:
  target: t
`;

describe('fixText on versions beside versionInfo', () => {
  it.each([
    [
      'right behind an empty versionInfo, with comments and a List at its key',
      '  versionInfo: # two versions\n    # about them\n\n  # the old one\n  baseline: # b\n    name: a\n  candidates:\n  - name: b # c\n\n  # after\n  strategy: {}\n',
      '  versionInfo: # two versions\n    # about them\n\n    # the old one\n    baseline: # b\n      name: a\n    candidates:\n    - name: b # c\n\n  # after\n  strategy: {}\n',
    ],
    [
      'without versionInfo',
      '  baseline: {name: a}\n  candidates: [{name: b}]\n  strategy: {}\n',
      '  versionInfo:\n    baseline: {name: a}\n    candidates: [{name: b}]\n  strategy: {}\n',
    ],
    [
      'before versionInfo, at the end of a text without a last line end',
      '  baseline:\n    name: a\n  strategy: {}\n  versionInfo: {}',
      '  strategy: {}\n  versionInfo: \n    baseline:\n      name: a\n',
    ],
    [
      'far behind it, indented as the members it has',
      '  versionInfo:\n      baseline:\n          name: a\n  strategy: {}\n  candidates:\n  - name: b\n',
      '  versionInfo:\n      baseline:\n          name: a\n      candidates:\n      - name: b\n  strategy: {}\n',
    ],
    [
      'with a literal text inside',
      '  versionInfo: null\n  baseline:\n    name: a\n    variables:\n    - name: x\n      value: |\n        one\n\n         two\n',
      '  versionInfo: \n    baseline:\n      name: a\n      variables:\n      - name: x\n        value: |\n          one\n\n           two\n',
    ],
  ])('moves them %s', async (_where, wrong, right) => {
    expect(await fixed(HEAD + wrong)).toBe(HEAD + right);
    expect(await fixed(HEAD + right)).toBe(HEAD + right);
  });

  it.each([
    [
      '{"target": "t", "versionInfo": {}, "baseline": {"name": "a"}, "candidates": []}',
      '{"target": "t", "versionInfo": {"baseline": {"name": "a"}, "candidates": []}}',
    ],
    ['{"baseline": {"name": "a"}, "target": "t"}', '{"versionInfo": {"baseline": {"name": "a"}}, "target": "t"}'],
    ['{"baseline": {"name": "a"}, "versionInfo": null}', '{"versionInfo": {"baseline": {"name": "a"}}}'],
    [
      '{"versionInfo": {"candidates": []}, "baseline": {"name": "a"}}',
      '{"versionInfo": {"candidates": [], "baseline": {"name": "a"}}}',
    ],
  ])('moves them in the JSON %s', async (wrong, right) => {
    const text = (spec: string) =>
      `{"apiVersion": "iter8.tools/v2alpha2", "kind": "Experiment", "spec": ${spec}}\n`;
    expect(await fixed(text(wrong))).toBe(text(right));
  });

  it.each([
    ['versionInfo has them already', '  versionInfo: {baseline: {name: a}}\n  baseline: {name: b}\n'],
    [
      'an alias would come before its anchor',
      '  versionInfo:\n  strategy: &s {}\n  baseline: {name: a, tags: *s}\n',
    ],
  ])('leaves them where %s', async (_why, spec) => {
    expect(await fixed(HEAD + spec)).toBe(HEAD + spec);
  });

  it('does both, words first', async () => {
    const text = VALID.replace(
      '    baseline:\n      name: v1\n      weight',
      '  baselin:\n    name: v1\n    weight',
    );
    expect(await fixed(text)).toBe(text);
    const beside = text.replace('baselin:', 'baseline:').replace('Canary', 'canary');
    expect(await fixed(beside)).toContain('  versionInfo:\n    baseline:\n      name: v1\n');
  });
});
