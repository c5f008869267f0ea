import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../analysis/run-result.js';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {objectOf, omit} from '../experiment/convert/conversion.js';
import type {Experiment} from '../experiment/model.js';
import {parseExperiment} from '../experiment/parse.js';
import type {Sandbox} from '../operate/sandbox/sandbox.js';
import {SCENARIOS} from '../operate/sandbox/scenario-names.js';
import type {Scenario} from '../operate/sandbox/scenarios.js';
import {verdictWords} from '../analysis/verdict-words/verdict-words.js';
import {describeText} from '../render/describe/text.js';
import {descriptionOf} from '../render/describe/view.js';
import type {Style} from '../render/style.js';
import {openWatchView} from '../screens/watch-view.js';
import {wishMaker} from '../screens/wish-maker.js';

export default class Demo extends Iter8Command {
  static override summary = 'Show it all working: a canary in this process, with nothing but Node.';
  static override description = `Starts a small Kubernetes API server, the engine, a sample app in several versions behind a Knative Service, and \
load on it, all on 127.0.0.1; then runs the tutorial's experiment on it, and shows what comes out. It takes about 20 seconds \
and leaves nothing behind.

${exitCodeHelp(EXIT_CODES.FALSE, EXIT_CODES.INCONCLUSIVE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    scenario: Flags.option({
      options: SCENARIOS,
      default: 'good' as const,
      description: 'What the versions are like, and how they are tried.',
    })(),
    plain: Flags.boolean({description: 'Print lines also on a terminal.'}),
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --scenario slow',
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Demo);
    const {scenarioOf} = await import('../operate/sandbox/scenarios.js');
    const {openSandbox} = await import('../open-sandbox.js');
    const scenario = scenarioOf(flags.scenario);
    const quitting = new AbortController();
    const signal = AbortSignal.any([this.deps.interruption(), quitting.signal]);
    const style = await this.style(flags);
    const sandbox = await openSandbox(this.deps, signal);
    try {
      await this.say(beginning(scenario, sandbox.kubeconfigPath));
      const experiment = await this.play(sandbox, scenario, {isPlain: flags.plain, quitting, signal});
      this.answer = RESULT_EXIT_CODES[runResult(experiment)];
      await this.conclude(sandbox, experiment, style);
    } finally {
      await sandbox.close();
    }
    this.exit(this.answer);
  }

  private async play(
    {cluster, done}: Sandbox,
    scenario: Scenario,
    {isPlain, quitting, signal}: {isPlain: boolean; quitting: AbortController; signal: AbortSignal},
  ): Promise<Experiment> {
    const {beginScenario} = await import('../operate/sandbox/demo.js');
    const {awaitEnd} = await import('../operate/await-end.js');
    const {followed} = await import('../operate/follow.js');
    const begun = await beginScenario(cluster, scenario, signal).catch((error: unknown) => {
      throw signal.aborted ? new Iter8Error('INTERRUPTED', 'interrupted before the experiment began') : error;
    });
    const wish = wishMaker(cluster, begun, this.deps.now);
    const view = await openWatchView(this.deps, {isPlain, format: 'text', lines: this.deps.err, quitting, wish});
    try {
      const broken = done.then(() => Promise.reject(new Error('the sandbox ended')));
      return await Promise.race([awaitEnd(cluster, followed(begun), {signal, onSight: view.onSight}), broken]);
    } finally {
      await view.close();
    }
  }

  private async conclude({cluster}: Sandbox, experiment: Experiment, style: Style): Promise<void> {
    const {trafficOf} = await import('../operate/sandbox/begin-sample.js');
    const {SERVICE} = await import('../operate/sandbox/scenarios.js');
    const {formatJson} = await import('../experiment/json-format.js');
    const traffic = await trafficOf(cluster, SERVICE);
    const words = verdictWords(withoutCluster(experiment), this.deps.now());
    await this.deps.out.write(`${describeText(descriptionOf(experiment), style, words)}\n`);
    await this.deps.out.write(`****** Traffic of ksvc/${SERVICE} ******\n${formatJson(traffic)}`);
    await this.say(NEXT);
  }

  private async say(text: string): Promise<void> {
    await this.deps.err.write(`${text}\n`);
  }
}

function beginning({summary}: Scenario, kubeconfigPath: string | undefined): string {
  const words = `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
  return kubeconfigPath === undefined
    ? words
    : `${words} For other terminals, until it ends:\n  export KUBECONFIG=${kubeconfigPath}`;
}

const NEXT = `
Try next:
  iter8ctl demo --scenario slow      a candidate that must not win
  iter8ctl sandbox                   the same cluster, for your own experiments
  iter8ctl run --help                two URLs of your own, with no cluster at all`;

/** Its cluster ends with the demo: no command that names it would find it. */
function withoutCluster({source}: Experiment): Experiment {
  return parseExperiment({...source, metadata: omit(objectOf(source.metadata), 'uid')});
}
