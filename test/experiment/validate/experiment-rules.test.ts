import {describe, expect, it} from '@jest/globals';
import {lines, spoilt, VALID} from './lines.js';

const PATTERN = '    testingPattern: Canary\n';

it('finds nothing in the sample that the other tests spoil', async () => {
  expect(await lines(VALID)).toEqual([]);
});

describe('the number of versions and rewards by testing pattern', () => {
  const reward = '  criteria:\n    rewards: [{metric: istio/sales, preferredDirection: High}]\n';

  it.each([
    ['Conformance', 'Conformance compares the baseline with no candidate, here are 1'],
    ['A/B', 'A/B is decided by a reward and has none'],
    ['A/B/N', 'A/B/N is decided by a reward and has none'],
  ])('refuses %s on a baseline, a candidate and an objective', async (pattern, message) => {
    const found = await lines(spoilt('Pattern: Canary', `Pattern: ${pattern}`));
    expect(found).toEqual([expect.stringContaining(` error `)]);
    expect(found[0]).toContain(message);
  });

  it.each(['A/B', 'A/B/N'])('accepts %s with one reward', async (pattern) => {
    const text = spoilt('  criteria:\n', reward).replace('Pattern: Canary', `Pattern: ${pattern}`);
    expect(await lines(text)).toEqual([]);
  });

  it('refuses a reward in a Canary, and a second one in an A/B test', async () => {
    const canary = spoilt('  criteria:\n', reward);
    expect((await lines(canary))[0]).toMatch(/^10:15 error spec\.criteria\.rewards\[0\]: Canary takes no rewards/);
    const second = reward.replace('High}]', 'High}, {metric: istio/views, preferredDirection: Low}]');
    const test = spoilt('  criteria:\n', second).replace('Pattern: Canary', 'Pattern: A/B');
    expect((await lines(test))[0]).toContain('spec.criteria.rewards[1]: A/B takes exactly one reward');
  });

  it('takes the early pattern Performance for Conformance', async () => {
    const found = await lines(spoilt('testingPattern: Canary', 'type: Performance'));
    expect(found.join('\n')).toContain('Conformance compares the baseline with no candidate');
  });

  it('asks for a testing pattern at the strategy', async () => {
    const found = await lines(spoilt(PATTERN, '    deploymentPattern: FixedSplit\n'));
    expect(found).toEqual([expect.stringMatching(/^7:3 error spec\.strategy: testingPattern is missing/)]);
  });

  it('lists the testing patterns, once, for a value that is no text', async () => {
    expect(
      (await lines(spoilt('Pattern: Canary', 'Pattern: 5'))).filter((line) => line.includes('Pattern')),
    ).toEqual(['8:21 error spec.strategy.testingPattern: must be one of Canary, A/B, A/B/N, Conformance']);
  });

  it('reports a misspelt testing pattern once, at the misspelt word', async () => {
    const found = await lines(spoilt('testingPattern', 'testingPatern'));
    expect(found).toEqual([expect.stringMatching(/^8:5 error .* did you mean testingPattern\?$/)]);
  });
});

describe('versions', () => {
  const noVersions = VALID.slice(0, VALID.indexOf('  versionInfo'));

  it('must be there without a start action', async () => {
    expect(await lines(noVersions)).toEqual([expect.stringMatching(/^5:1 error spec: versionInfo is missing/)]);
    expect(await lines(`${noVersions}  versionInfo:\n`)).toEqual([
      expect.stringMatching(/^13:3 error spec\.versionInfo: is empty/),
    ]);
  });

  it('may still come from a start action', async () => {
    const found = await lines(
      noVersions.replace(PATTERN, `${PATTERN}    actions: {start: [{run: ./fill-in.sh}]}\n`),
    );
    expect(found).toEqual([expect.stringMatching(/^5:1 warning spec: versionInfo is missing: .* start action/)]);
  });

  it('need a baseline', async () => {
    const found = await lines(`${noVersions}  versionInfo: {candidates: [{name: v2}]}\n`);
    expect(found).toEqual([expect.stringMatching(/^13:3 error spec\.versionInfo: baseline is missing/)]);
  });

  it('need names that differ', async () => {
    const found = await lines(spoilt('name: v2', 'name: v1'));
    expect(found).toEqual([
      expect.stringMatching(/^18:13 error .*candidates\[0\]\.name: version "v1" is there already/),
    ]);
  });

  it('need names that are not empty', async () => {
    expect(await lines(spoilt('name: v2', 'name: " "'))).toEqual([
      expect.stringContaining('a version needs a name'),
    ]);
  });

  it.each([
    ['{name: a, value: "1"}, {name: a, value: "2"}', 'variable "a" is there already'],
    ['{name: name, value: x}', 'takes the place of the version name'],
    ['{name: elapsedTime, value: x}', 'is never used'],
  ])('are doubtful with the variables %s', async (variables, message) => {
    const found = await lines(spoilt('name: v2', `name: v2\n      variables: [${variables}]`));
    expect(found).toEqual([expect.stringMatching(/ warning /)]);
    expect(found[0]).toContain(message);
  });

  it('are an error beside versionInfo instead of below it', async () => {
    const head = VALID.slice(0, VALID.indexOf('  versionInfo'));
    const message = (state: string) =>
      expect.stringContaining(`beside versionInfo instead of below it, so versionInfo is ${state};`);
    const [baseline, candidates] = ['  baseline: {name: v1}\n', '  candidates: []\n'];
    const errors = async (text: string) =>
      (await lines(text)).filter((line) => line.includes('indentation mistake'));
    expect(await errors(`${head}${baseline}${candidates}`)).toEqual([message('missing'), message('missing')]);
    expect(await errors(`${head}  versionInfo:\n${baseline}`)).toEqual([message('empty')]);
    expect(await errors(`${head}  versionInfo: {baseline: {name: v1}}\n${candidates}`)).toEqual([
      message('incomplete'),
    ]);
  });

  it('are an error beside versionInfo that it has already', async () => {
    const found = await lines(`${VALID}  baseline: {name: v0}\n`);
    expect(found).toEqual([
      expect.stringContaining('spec.baseline: stands beside versionInfo, which has a baseline of its own'),
    ]);
  });
});

describe('weight references', () => {
  it.each([
    ['.spec.http[0].route[1].weight', []],
    ['.a.b-c.d_e', []],
    ['spec.x', ['error must start with a dot; write ".spec.x"']],
    ['/spec/traffic/1/percent', ['error write .spec.traffic[1].percent']],
    ['/metadata/annotations/a.b~1c', ['error write .metadata.annotations.a\\.b/c']],
    ['{.spec.traffic[0].percent}', ['error must start with a dot; write ".spec.traffic[0].percent"']],
    ['.spec.traffic[*].percent', ['error is wrong from character 14 on: names several places']],
    ['.spec..percent', ['error names several places']],
    ['.spec.traffic[1:2].percent', ['error names several places']],
    ['.spec.traffic[?(@.tag=="x")].percent', []],
    ['.spec.traffic[-1].percent', []],
    ['.metadata.annotations.a\\.b', []],
    [".metadata.annotations['a.b/c']", []],
    ['.spec.traffic[1.percent', ['error ] is missing']],
    ['.spec.x.', ['error a name is missing after the dot']],
  ])('with fieldPath %s', async (fieldPath, expected) => {
    const found = await lines(spoilt('".spec.traffic[1].percent"', JSON.stringify(fieldPath)));
    expect(found).toEqual(expected.map((words) => expect.stringContaining(words.slice(words.indexOf(' ') + 1))));
    expect(found.map((line) => line.split(' ')[1])).toEqual(expected.map((words) => words.split(' ')[0]));
  });

  it('as JSON pointers are only a warning in v2alpha1', async () => {
    const text = spoilt('.spec.traffic[1].percent', '/spec/traffic/1/percent').replace('v2alpha2', 'v2alpha1');
    expect(await lines(text)).toEqual([
      expect.stringMatching(/^1:13 warning apiVersion/),
      expect.stringMatching(/^19:75 warning .*a JSON pointer is the form of v2alpha1/),
    ]);
  });

  it('must be whole', async () => {
    expect(
      await lines(
        spoilt(
          'kind: Service, name: app, fieldPath: ".spec.traffic[1]',
          'name: app, fieldPath: ".spec.traffic[1]',
        ),
      ),
    ).toEqual([expect.stringContaining('kind missing or empty')]);
  });

  it('must not name one place twice', async () => {
    const found = await lines(spoilt('traffic[1]', 'traffic[0]'));
    expect(found).toEqual([
      expect.stringMatching(/^19:7 error .*two versions have their weight at the same place/),
    ]);
  });

  it('may lack on one version, on two with FixedSplit, on two else with a warning', async () => {
    const one = VALID.replace(/ {6}weightObjRef: .*\n$/, '');
    const none = VALID.replaceAll(/ {6}weightObjRef: .*\n/g, '');
    expect(await lines(one)).toEqual([]);
    expect(await lines(none.replace(PATTERN, `${PATTERN}    deploymentPattern: FixedSplit\n`))).toEqual([]);
    expect(await lines(none)).toEqual([
      expect.stringMatching(/^17:7 warning .*more than one version has no weightObjRef \(v1, v2\)/),
    ]);
  });
});

describe('objectives', () => {
  const limit = '      upperLimit: 50\n';

  it.each([
    ['      upperLimit: 50\n      lowerLimit: 50\n', undefined],
    ['      upperLimit: 1k\n      lowerLimit: "999.5"\n', undefined],
    ['      upperLimit: 50\n      lowerLimit: 51\n', 'error lowerLimit 51 is above upperLimit 50'],
    ['      upperLimit: 10m\n      lowerLimit: "0.1"\n', 'error lowerLimit 0.1 is above upperLimit 0.01'],
    ['', 'warning has no limit'],
    ['      upperLimit: 0.01\n', 'error must not be a float, the server refuses 0.01; write "0.01" or 10m'],
    ['      upperLimit: 0.00001\n', 'error write "0.00001"'],
    ['      upperLimit: 50.0\n', undefined],
    ['      upperLimit: .inf\n', 'error expected a number such as 50'],
    ['      upperLimit: 50ms\n', 'error expected a number such as 50, "0.01" or 10m, got "50ms"'],
    ['      upperLimit: true\n', 'error expected a number such as 50'],
    ['      upperLimit: [50]\n', 'error got a list'],
    ['      upperLimit: 123456789012345678901\n', undefined],
    ['      upperLimit: null\n      lowerLimit: 3\n', undefined],
  ])('with the limits %j', async (limits, expected) => {
    const found = await lines(spoilt(limit, limits));
    if (expected === undefined) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringContaining(expected.slice(expected.indexOf(' ') + 1))]);
    if (expected !== undefined) expect(found[0]).toContain(` ${expected.split(' ')[0]} `);
  });

  it('that limit a metric twice in the same direction are doubtful', async () => {
    const again = `${limit}    - {metric: istio/latency, upperLimit: 60, lowerLimit: 1}\n`;
    expect(await lines(spoilt(limit, again))).toEqual([
      expect.stringMatching(/^13:7 warning .*the upperLimit of this metric/),
    ]);
    expect(await lines(spoilt(limit, again.replace('upperLimit: 60, ', '')))).toEqual([]);
  });

  it.each(['Canary', 'Conformance'])('are missed in a %s, which would be won without data', async (pattern) => {
    const text = VALID.replace(/ {2}criteria:\n(?: {4}.*\n)+/, '').replace('Canary', pattern);
    const missed = (await lines(text)).filter((line) => line.includes('no objectives'));
    expect(missed).toEqual([expect.stringMatching(/^5:1 warning spec: .* wins without any data/)]);
  });

  it.each([
    ['latency', 'warning a metric without namespace never matched'],
    ['a/b/c', 'error names no metric'],
    ['/b', 'error names no metric'],
    ['""', 'error names no metric'],
  ])('on metric %s', async (metric, expected) => {
    const [severity = '', ...words] = expected.split(' ');
    const found = await lines(spoilt('istio/latency', metric));
    expect(found).toEqual([expect.stringMatching(new RegExp(`^11:15 ${severity} .*${words.join(' ')}`))]);
  });

  it('on bare names are right in v2alpha1, which looked in two namespaces', async () => {
    const found = await lines(spoilt('istio/latency', 'latency').replace('v2alpha2', 'v2alpha1'));
    expect(found.join()).not.toContain('never matched');
  });
});

describe('deprecated spellings', () => {
  it.each([
    [PATTERN, `${PATTERN}    handlers: {start: none}\n`, 'strategy.handlers'],
    [PATTERN, `${PATTERN}    weights: {algorithm: Progressive}\n`, 'weights.algorithm'],
    [PATTERN, '    type: Canary\n', 'strategy.type'],
    ['name: v2', 'name: v2\n      tags: {a: b}', 'candidates[0].tags'],
    ['  versionInfo:', '  duration: {maxIterations: 5}\n  versionInfo:', 'duration.maxIterations'],
    ['    objectives:', '    support: x\n    objectives:', 'criteria.support'],
    [PATTERN, `${PATTERN}    actions: {finish: [{run: ls, condition: "true"}]}\n`, 'finish[0].condition'],
    ['  versionInfo:', '  metrics: []\n  versionInfo:', 'spec.metrics'],
  ])('%j as %j is a warning at %s', async (part, other, field) => {
    const found = await lines(spoilt(part, other));
    expect(found).toEqual([expect.stringMatching(/ warning .*: deprecated spelling; /)]);
    expect(found[0]).toContain(`${field}:`);
  });
});

describe('names and kinds', () => {
  it.each([
    ['name: canary', 'generateName: canary-', []],
    ['name: canary', 'labels: {a: b}', ['3:1 error metadata: name is missing']],
    ['name: canary', 'name: Canary', ['4:9 error metadata.name: the server refuses this name']],
    ['name: canary', 'name: a\n  namespace: a.b', ['5:14 error metadata.namespace: the server refuses']],
    ['name: canary', 'name: a\n  labels: {a: 1}', ['5:15 error metadata.labels.a: expected text, got 1']],
    ['iter8.tools/v2alpha2', 'iter8.tools/v2beta1', ['1:13 error apiVersion: "iter8.tools/v2beta1" is not known']],
    ['iter8.tools/v2alpha2', 'iter8.tool/v2alpha2', ['1:13 error apiVersion: "iter8.tool/v2alpha2" is not known']],
    ['apiVersion: iter8.tools/v2alpha2\n', '', ['1:1 error : apiVersion is missing']],
    ['kind: Experiment', 'kind: experiment', ['2:7 error kind: "experiment" is no kind of iter8.tools']],
    ['kind: Experiment', 'kind: Experimant', ['did you mean Experiment?']],
    ['kind: Experiment\n', '', ['1:1 error : kind is missing']],
  ])('with %j as %j', async (part, other, expected) => {
    const found = await lines(spoilt(part, other));
    expect(found).toEqual(expected.map((words) => expect.stringContaining(words)));
  });
});

describe('words that kubectl reads as true or false', () => {
  const variable = (value: string) =>
    spoilt('name: v2', `name: v2\n      variables: [{name: a, value: ${value}}]`);

  it.each(['yes', 'Off', 'NO'])('such as %s need quotes where text is wanted', async (word) => {
    expect(await lines(variable(word))).toEqual([
      expect.stringMatching(
        `19:36 error .*value: kubectl reads ${word} as true or false.*write "${word}", in quotes`,
      ),
    ]);
    expect(await lines(variable(`"${word}"`))).toEqual([]);
  });

  it('are reported once where true or false is wanted', async () => {
    expect(await lines(spoilt('upperLimit: 50', 'upperLimit: 50\n      rollback_on_failure: yes'))).toEqual([
      expect.stringContaining('expected true or false, got "yes"'),
    ]);
  });
});

describe('values of the wrong kind', () => {
  it.each(['null', '5', 'text', '[]', '[1]', 'true', '{a: {b: []}}'])(
    '%s as any part never ends in an exception',
    async (value) => {
      const keys = VALID.match(/^ *(?:- )?\w+:.*$/gm) ?? [];
      for (const key of keys.slice(2)) {
        const other = key.replace(/:.*/, `: ${value}`);
        const flat = VALID.split('\n').filter((line) => line.search(/\S/) <= key.search(/\S/) || line === key);
        expect(Array.isArray(await lines(flat.join('\n').replace(key, other)))).toBe(true);
      }
    },
  );
});
