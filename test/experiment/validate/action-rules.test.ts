import {describe, expect, it} from '@jest/globals';
import {lines, spoilt} from './lines.js';

const PATTERN = '    testingPattern: Canary\n';

function withStart(task: string): string {
  return spoilt(PATTERN, `${PATTERN}    actions:\n      start:\n      - ${task}\n`);
}

describe('actions', () => {
  it.each([
    ['{run: ls}', undefined],
    ['{run: ls, if: not CandidateWon()}', undefined],
    ['{task: common/readiness}', undefined],
    ['{}', 'error has neither task nor run'],
    ['{run: ls, task: common/readiness}', 'error has task beside it'],
    ['{run: ""}', 'error is empty; write what to run'],
    ['{run: ls, if: ""}', 'error is empty; write a condition'],
    ['{run: ls, if: .Status.Analysis != nil}', undefined],
    ['{run: ls, if: WinnerFound and true}', 'error WinnerFound is a function'],
    [
      '{run: ls, if: true or Stats.Stage == nil}',
      'error at character 9, stands the unknown name "Stats"; did you',
    ],
    ['{run: ls, if: 1 + 1}', 'error with +, which conditions do not have'],
    ['{run: ls, condition: WinnerFound}', 'error WinnerFound is a function'],
    ['{run: ls, if: true}', 'error expected text, got true'],
    ['{run: ls, with: {secrets: a}}', 'error did you mean secret?'],
    ['{task: common/rediness}', 'error did you mean common/readiness?'],
    ['{task: nothing/like-it}', 'error known are'],
    ['{task: toString}', 'error no task has the name'],
    ['{task: common/promote-helm, with: {release: a}}', 'error chart is missing'],
    [
      '{task: common/promote-helm, with: {release: a, chart: b, set: [{name: "c=1,d", value: e}]}}',
      'error "c=1,d" is no path of a single value',
    ],
    ['{task: common/promote-helm, with: {release: a, chart: b, timeout: soon}}', 'error "soon" is no duration'],
    [
      '{task: gitops/helmex-update, with: {gitRepo: "http://x/y/z", filePath: a, username: b}}',
      'error is no address of a repository',
    ],
    [
      '{task: gitops/helmex-update, with: {gitRepo: /srv/x/y, filePath: a, username: b, pullRequest: true}}',
      'error api is missing; say where',
    ],
    ['{task: notification/slack, with: {channel: C1}}', 'error secret is missing'],
    ['{task: notification/slack}', 'error is missing'],
    ['{task: notification/http, with: {URL: "http://x"}}', 'warning is read as url'],
    ['{task: notification/http, with: {url: "http://x", method: PUT}}', 'error must be one of GET, POST'],
    ['{task: notification/http, with: {url: "http://x", authType: Basic}}', 'error Basic needs the input secret'],
    ['{task: notification/http, with: {url: "http://x", authType: APIKey}}', 'warning does nothing'],
    ['{task: notification/http, with: {url: "ftp://x"}}', 'error is no http or https URL'],
    ['{task: notification/http, with: {url: "http://x", method: GET, body: "{}"}}', 'warning is not sent'],
    [
      '{task: notification/slack, with: {channel: C1, secret: s, api: slack.com}}',
      'error is no http or https URL',
    ],
    [
      '{task: notification/github-workflow, with: {repository: org, workflow: a.yml, secret: s}}',
      'error is no repository',
    ],
    [
      '{task: notification/github-workflow, with: {repository: a/.., workflow: a.yml, secret: s}}',
      'error is no repository',
    ],
    [
      '{task: notification/github-workflow, with: {repository: org/repo, workflow: ../a.yml, secret: s}}',
      'error is no workflow',
    ],
    [
      '{task: notification/commit-status, with: {repository: org/repo, sha: main, secret: s}}',
      'error is no SHA of a commit',
    ],
    [
      '{task: notification/commit-status, with: {repository: org, provider: gitlab, sha: abc1234, secret: s}}',
      'error is no project',
    ],
    [
      '{task: notification/commit-status, with: {repository: a/b, provider: gitea, sha: abc1234, secret: s}}',
      'error must be one of github, gitlab',
    ],
    ['{task: notification/http, with: {url: "http://x", ignoreFailure: "no"}}', 'error expected true or false'],
    ['{task: metrics/collect, with: {versions: [{name: v1, url: "http://x"}], time: 5}}', 'error write 5s'],
    [
      '{task: metrics/collect, with: {versions: [{name: v1, url: "http://x"}], time: 5 s}}',
      'error is no duration',
    ],
    ['{task: metrics/collect, with: {versions: [{name: v9, url: "http://x"}]}}', 'warning is no version of this'],
    [
      '{task: metrics/collect, with: {versions: [], payloadStr: a, payloadURL: b}}',
      'warning is ignored beside payloadURL',
    ],
    ['{task: common/readiness, with: {objRefs: [{kind: deploy, name: A_b}]}}', 'error is no DNS label'],
    ['{task: common/exec, with: {cmd: ls, args: [1, [2]]}}', 'error is no single value'],
    ['{task: common/exec, with: {args: [ls]}}', 'error cmd is missing'],
  ])('with the start item %s', async (item, expected) => {
    const found = await lines(withStart(item));
    const [severity, ...words] = (expected ?? '').split(' ');
    if (expected === undefined) expect(found).toEqual([]);
    else expect(found.some((line) => line.includes(` ${severity} `) && line.includes(words.join(' ')))).toBe(true);
  });

  it('under a key that is never run are an error, unless a handler of v2alpha1 names it', async () => {
    const text = spoilt(PATTERN, `${PATTERN}    actions: {rollback: [{run: ls}], finnish: [{run: ls}]}\n`);
    expect(await lines(text)).toEqual([
      expect.stringContaining(
        'actions.rollback: this action is never run: after a rollback the finish action runs',
      ),
      expect.stringContaining(
        'actions.finnish: this action is never run, only start, loop, finish are; did you mean finish?',
      ),
    ]);
    const handled = text
      .replace('v2alpha2', 'v2alpha1')
      .replace('actions:', 'handlers: {rollback: rollback}\n    actions:');
    expect((await lines(handled)).filter((line) => line.includes('never run'))).toHaveLength(1);
  });

  it('that the last original had no more are right all the same, as in v2alpha1', async () => {
    const text = withStart('{task: common/exec, with: {cmd: ls, disableInterpolation: true}}');
    expect(await lines(text)).toEqual([]);
    const old = text.replace('v2alpha2', 'v2alpha1').replace('task: common/exec', 'library: common, task: exec');
    expect(await lines(old)).toEqual([expect.stringMatching(/^1:13 warning apiVersion/)]);
  });

  it('of the Knative library need a Service as target, a revision in each version, and two versions at most', async () => {
    const text = withStart('{task: knative/init-experiment}')
      .replace('shop/app', 'app')
      .replace('Canary', 'A/B/N');
    const found = (await lines(text)).join('\n');
    expect(found).toMatch(/^6:11 error spec\.target: knative/m);
    expect(found).toContain('knative/init-experiment works for Canary and Conformance, not for A/B/N');
    expect(found.match(/variable revision is missing/g)).toHaveLength(2);
  });

  it('fail at the start when they wait for a recommended version', async () => {
    const found = await lines(withStart('{task: common/exec, with: {cmd: ls, args: ["{{ .name }}"]}}'));
    expect(found.join('\n')).toContain('write disableInterpolation: true');
  });
});

describe('placeholders', () => {
  const finish = (script: string) =>
    spoilt(
      PATTERN,
      `${PATTERN}    actions: {finish: [{task: common/bash, with: {script: "${script}"}}]}\n`,
    ).replace('name: v2\n', 'name: v2\n      variables: [{name: promote, value: a}]\n');
  const doubts = async (script: string) =>
    (await lines(finish(script))).filter((line) => line.includes('names no variable'));

  it('may name variables of any version, the version and the experiment', async () => {
    expect(await doubts('{{ .promote }} {{.name}} {{- .this.metadata.name }} @< .Spec.Target >@')).toEqual([]);
  });

  it('that name nothing are mistakes, each once', async () => {
    expect(await doubts('{{ .promot }} {{ .promot }}')).toEqual([
      expect.stringMatching(/ error .*\{\{ \.promot \}\} names no variable .* did you mean promote\?$/),
    ]);
  });

  it('of a variable that only some versions have are doubtful, unless a condition says which one wins', async () => {
    const bash = finish('{{ .promote }}');
    expect((await lines(bash)).join('\n')).toMatch(
      / warning .*\{\{ \.promote \}\} is no variable of version v1: the action/,
    );
    const conditional = bash.replace('task: common/bash', 'if: CandidateWon(), task: common/bash');
    expect((await lines(conditional)).join('\n')).not.toContain('is no variable of version');
  });

  it.each([
    ['{{ .promote', '{{ .promote has no }} that ends it'],
    ['{{ if .promote }}', '{{ if .promote }} is no placeholder that is known'],
  ])('that cannot be read are mistakes: %s', async (script, problem) => {
    expect((await lines(finish(script))).join('\n')).toMatch(/ error .*script: /);
    expect((await lines(finish(script))).join('\n')).toContain(problem);
  });

  it('of run are those with arrows', async () => {
    expect((await lines(withStart('{run: "echo @< .x >@"}'))).join('\n')).toContain('@< .x >@ names no variable');
  });

  it('are not looked for where they are not replaced', async () => {
    expect(await lines(withStart('{run: "echo {{ .x }}"}'))).toEqual([]);
  });
});
