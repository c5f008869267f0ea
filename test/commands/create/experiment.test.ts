import {describe, expect, it} from '@jest/globals';
import CreateExperiment from '../../../src/commands/create/experiment.js';
import {Iter8Error} from '../../../src/errors.js';
import {parseJson} from '../../../src/experiment/json-format.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {fakeCluster, type FakeClusterOptions} from '../../support/fake-cluster.js';
import {expectGolden, fixture} from '../../support/golden.js';
import {runCommand, type World} from '../../support/run-command.js';

const create = (argv: string[], world: World = {}) => runCommand(CreateExperiment, argv, world);
const inCluster = (over: FakeClusterOptions = {}) => fakeCluster({namespace: 'shop', ...over});

const CANARY = [
  ...['my-canary', '--target', 'shop/checkout', '--baseline', 'v1', '--candidate', 'v2'],
  ...['--weight-ref', 'v2=networking.istio.io/v1beta1/VirtualService/checkout:.spec.http[0].route[1].weight'],
  ...['--objective', 'mean-latency<=50', '--objective', 'error-rate<=0.01', '--interval', '12s'],
];

describe('create experiment --dry-run=client', () => {
  it('prints YAML, without any cluster', async () => {
    const flags = ['--iterations', '5', '--max-weight', '50', '--label', 'commit=4f5e', '-n', 'shop'];
    const tasks = ['--start', 'common/readiness', '--finish', 'run: kubectl apply -f v2.yaml'];
    const {out, err, exitCode} = await create([...CANARY, ...flags, ...tasks, '--dry-run=client']);
    expect([err, exitCode]).toEqual(['', 0]);
    expectGolden(out, 'create/canary.yaml');
  });

  it('tells people on a terminal how to judge an earlier run by its criteria', async () => {
    const {err} = await create([...CANARY, '--dry-run=client'], {columns: 80});
    expect(err).toBe('to judge an earlier run by these criteria: iter8ctl replay NAME --criteria FILE\n');
  });

  it('prints the name, or JSON', async () => {
    expect((await create([...CANARY, '--dry-run=client', '-o', 'name'])).out).toBe(
      'experiment.iter8.tools/my-canary\n',
    );
    const {out} = await create([...CANARY, '--dry-run=client', '-o', 'json']);
    expect(parseJson(out)).toMatchObject({kind: 'Experiment', metadata: {name: 'my-canary'}});
  });

  it('writes how sure the verdict is to be, and whether it may come early', async () => {
    const strength = ['--confidence', '0.99', '--policy', 'provenSafe', '--looks', 'anytime', '--no-end-early'];
    const {out, err} = await create([...CANARY, ...strength, '--dry-run=client', '-o', 'json']);
    expect(err).toBe('');
    expect(parseJson(out)).toMatchObject({
      spec: {
        criteria: {strength: {confidence: 0.99, policy: 'provenSafe', looks: 'anytime'}},
        duration: {endEarly: false},
      },
    });
  });

  it('refuses a policy that there is none of, and a confidence that cannot be held', async () => {
    for (const [flag, value] of [
      ['--policy', 'strict'],
      ['--confidence', '1'],
      ['--looks', 'often'],
    ] as const) {
      const {err, out, exitCode} = await create([...CANARY, flag, value, '--dry-run=client']);
      expect([out, exitCode, err]).toEqual(['', 2, expect.stringContaining(flag)]);
    }
  });

  it("takes the Helm tutorial's YAML as it stands, with warnings", async () => {
    const {out, err, exitCode} = await create(['-f', 'validate/tutorial-listing.yaml', '--dry-run=client']);
    expect(exitCode).toBe(0);
    expectGolden(out, 'create/tutorial-listing.yaml');
    expectGolden(err, 'create/tutorial-listing.warnings');
  });

  it('takes tasks from files, and the experiment from stdin', async () => {
    const files = {'task.yaml': 'if: CandidateWon()\nrun: |\n  a\n  b\n', '-': fixture('canary-rolled-back.yaml')};
    const built = await create([...CANARY, '--finish', '@task.yaml', '--dry-run=client'], {files});
    expect(built.out).toContain('      - if: CandidateWon()\n        run: |\n          a\n          b\n');
    const read = await create(['second', '-f', '-', '--dry-run=client', '-o', 'name'], {files});
    expect(read.out).toBe('experiment.iter8.tools/second\n');
  });

  it.each([
    [['x'], '--target: is missing'],
    [[...CANARY, '--var', 'v3:a=b'], 'there is no version "v3"'],
    [[...CANARY, '--candidate', 'v3', '--pattern', 'Canary'], '--candidate: Canary compares the baseline with'],
    [
      [...CANARY, '--pattern', 'canary'],
      'expected --pattern=canary to be one of: Canary, A/B, A/B/N, Conformance',
    ],
    [[...CANARY, '--iterations', '0'], 'Expected an integer greater than or equal to 1 but received: 0'],
    [[...CANARY, '-f', 'ab-tie.yaml'], '--file=ab-tie.yaml cannot also be provided when using --baseline'],
    [[...CANARY, '--wait'], '--wait and --watch need an experiment that is created'],
    [['-f', 'nosuch.yaml'], 'no such file: nosuch.yaml'],
  ])('refuses %j', async (argv, message) => {
    const {out, err, exitCode} = await create([...argv, '--dry-run=client']);
    expect(out).toBe('');
    expect(err.toLowerCase()).toContain(message.toLowerCase());
    expect(exitCode).toBe(message.startsWith('no such') ? 5 : 2);
  });

  it('lists every mistake of a file', async () => {
    const {err, exitCode} = await create(['-f', 'validate/mistakes.yaml', '--dry-run=client']);
    expect(exitCode).toBe(2);
    expect(err.match(/^error: /gm)?.length).toBeGreaterThan(3);
    expect(err).toContain('hint: nothing was created\n');
  });
});

describe('create experiment', () => {
  it('creates, and says so as kubectl does', async () => {
    const cluster = inCluster();
    const {out, err, exitCode} = await create(CANARY, {cluster});
    expect([out, err, exitCode]).toEqual(['experiment.iter8.tools/my-canary created\n', '', 0]);
    expect(cluster.stored('Experiment')).toMatchObject([{metadata: {namespace: 'shop'}}]);
  });

  it('has the server check it', async () => {
    const cluster = inCluster();
    const {out} = await create([...CANARY, '--dry-run=server'], {cluster});
    expect([out, cluster.stored('Experiment')]).toEqual([
      'experiment.iter8.tools/my-canary created (server dry run)\n',
      [],
    ]);
  });

  it('lets the server end the name', async () => {
    const {out} = await create([...CANARY, '--generate-name'], {cluster: inCluster()});
    expect(out).toMatch(/^experiment\.iter8\.tools\/my-canary-\d+ created\n$/);
  });

  it('reads versions and weights off the cluster', async () => {
    const traffic = [
      {revisionName: 'app-1', percent: 100},
      {revisionName: 'app-2', percent: 0, tag: 'next'},
    ];
    const service = {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: {name: 'app', namespace: 'shop'},
      spec: {traffic},
    };
    const cluster = inCluster({objects: [service]});
    const {err, exitCode} = await create(['x', '--from', 'ksvc/app', '--objective', 'mean-latency<=50'], {
      cluster,
    });
    expect([err, exitCode]).toEqual(['', 0]);
    expect(cluster.stored('Experiment')).toMatchObject([
      {
        spec: {
          target: 'shop/app',
          strategy: {testingPattern: 'Canary'},
          versionInfo: {
            baseline: {name: 'app-1', weightObjRef: {fieldPath: '.spec.traffic[0].percent'}},
            candidates: [{name: 'next', variables: [{name: 'revision', value: 'app-2'}]}],
          },
        },
      },
    ]);
  });

  const old = (status: JsonObject): JsonObject => ({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'my-canary', namespace: 'shop'},
    spec: {target: 'old', strategy: {testingPattern: 'Conformance'}},
    status,
  });

  it('refuses where the name is taken, and replaces when told to', async () => {
    const cluster = inCluster({objects: [old({stage: 'Completed'})]});
    const refused = await create(CANARY, {cluster});
    expect([refused.out, refused.exitCode]).toEqual(['', 2]);
    expect(refused.err).toContain(
      'take its place with --replace, repeat it with: iter8ctl rerun my-canary -n shop',
    );
    const replaced = await create([...CANARY, '--replace'], {cluster});
    expect(replaced.out).toBe('experiment.iter8.tools/my-canary replaced\n');
    expect(cluster.stored('Experiment')).toMatchObject([{spec: {target: 'shop/checkout'}}]);
  });

  it('prints all of an experiment that would be lost', async () => {
    let creations = 0;
    const cluster = inCluster({
      objects: [old({stage: 'Completed'})],
      interfere: (verb) => {
        if (verb === 'create' && (creations += 1) === 2) throw new Iter8Error('UNREACHABLE', 'connection refused');
      },
    });
    const {out, err, exitCode} = await create([...CANARY, '--replace'], {cluster});
    expect([out, exitCode]).toEqual(['', 9]);
    expect(err).toContain('target: shop/checkout');
    expect(err).toContain('could not be created: connection refused');
  });

  /** The engine at work: as soon as somebody watches, the experiment has this status. */
  const ending = (status: JsonObject) => {
    const cluster = inCluster({
      interfere: (verb) => {
        const [object] = cluster.stored('Experiment');
        if (verb === 'watch' && object) setImmediate(() => cluster.put({...object, status}));
      },
    });
    return cluster;
  };
  const LOST = 'v1 won, v2 lost: mean-latency was recorded as violated, without a value';
  const assessed = (winner: string) => ({
    stage: 'Completed',
    completedIterations: 15,
    analysis: {
      winnerAssessment: {data: {winnerFound: true, winner}},
      versionAssessments: {data: {v1: [true, true], v2: [winner === 'v2', true]}},
    },
  });

  it.each<[string, JsonObject, number, string]>([
    ['the candidate won', assessed('v2'), 0, 'v2 won: it satisfies both objectives'],
    ['the baseline won', assessed('v1'), 3, LOST],
    ['the engine gave up', {stage: 'Completed'}, 6, 'Ended without a verdict: nothing was assessed'],
  ])('waits, and tells by the exit code that %s', async (_what, status, code, headline) => {
    const {out, err, exitCode} = await create([...CANARY, '--wait'], {cluster: ending(status)});
    expect([out, err, exitCode]).toEqual(['experiment.iter8.tools/my-canary created\n', `${headline}\n`, code]);
  });

  it('watches, a line for each change, and prints the ended experiment', async () => {
    const {out, err, exitCode} = await create([...CANARY, '--watch', '-o', 'json'], {
      cluster: ending(assessed('v1')),
    });
    expect(exitCode).toBe(0);
    expect(parseJson(out)).toMatchObject({status: {stage: 'Completed'}});
    expect(err).toBe(
      [
        '10:02:00  not seen by an engine yet  iteration 0 of 15  nothing is assessed yet',
        '10:02:00  Completed  iteration 15 of 15  v1 won',
        `${LOST}\n`,
      ].join('\n'),
    );
  });

  it('waits for the experiment that it has created, not for another of its name', async () => {
    const cluster = inCluster({
      interfere: (verb) => {
        if (verb !== 'watch') return;
        cluster.remove('Experiment', 'my-canary');
        cluster.put(old(assessed('v2')));
      },
    });
    const {err, exitCode} = await create([...CANARY, '--wait'], {cluster});
    expect(exitCode).toBe(5);
    expect(err).toContain('was deleted meanwhile');
  });

  it('gives up waiting in time', async () => {
    const {err, exitCode} = await create([...CANARY, '--wait', '--timeout', '10ms'], {cluster: inCluster()});
    expect(exitCode).toBe(7);
    expect(err).toContain('experiment "my-canary" has not ended in time; it runs on');
  });
});
