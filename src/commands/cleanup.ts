import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import type {Cluster} from '../cluster/port.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {parseAge} from '../operate/cleanup/age.js';
import type {CleanupPlan, PlanRequest} from '../operate/cleanup/plan.js';

import {countText, plannedText, removedLine} from '../render/cleanup/text.js';
import {safeText} from '../render/safe-text.js';

export default class Cleanup extends Iter8Command {
  static override summary = 'Remove ended experiments and what they left behind.';
  static override description = `Lists first what would go: the experiments that have ended, and the Jobs of their actions. Then it asks, or \
elsewhere than on a terminal needs --yes. Experiments that have not ended are never removed. Interrupted half-way, it \
can be run again.

With --losers also the Deployments and Knative revisions of versions that lost, unless they have traffic, are the \
recommended version, or are tried out by another experiment. A version's variables "deployment" and "revision" name \
them; without "deployment", the Deployment of the version's name is meant.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override strict = false;

  static override args = {
    name: Args.string({description: 'Experiments; all that have ended if left out.', ignoreStdin: true}),
  };

  static override flags = {
    stage: Flags.option({
      options: ['Completed', 'Failed'] as const,
      description: 'Failed: only those without a verdict, because the engine gave up.',
    })(),
    'older-than': Flags.string({description: 'Only those that ended so long ago, such as 7d or 36h.'}),
    'keep-last': Flags.integer({
      min: 0,
      helpValue: 'N',
      description: 'Keep the last N of each target, whatever else is said.',
    }),
    losers: Flags.boolean({description: 'Also what runs the versions that lost.'}),
    yes: Flags.boolean({char: 'y', description: 'Go ahead without asking.'}),
    'dry-run': Flags.option({
      options: ['none', 'client', 'server'] as const,
      default: 'none' as const,
      description: 'client only lists what would go, server has it checked; neither removes anything.',
    })(),
    ...Iter8Command.selectorFlag,
    ...Iter8Command.allNamespacesFlag,
    ...Iter8Command.clusterFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> --older-than 7d --keep-last 3',
    '<%= config.bin %> <%= command.id %> my-experiment --losers',
    '<%= config.bin %> <%= command.id %> -A -l team=checkout --yes',
  ];

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Cleanup);
    const names = argv as string[];
    const isEverywhere = flags['all-namespaces'];
    if (isEverywhere && names.length > 0) {
      throw new Iter8Error('INVALID', 'a name means an experiment of one namespace', 'leave out -A, or the names');
    }
    const olderThan = flags['older-than'];
    const cluster = await this.deps.cluster(flags);
    const request = {
      names,
      stage: flags.stage,
      olderThanSeconds: olderThan === undefined ? undefined : parseAge(olderThan),
      keepLast: flags['keep-last'],
      namespace: isEverywhere ? undefined : cluster.namespace,
      labelSelector: flags.selector,
      withLosers: flags.losers,
    };
    await this.clean(cluster, request, flags).finally(() => cluster.close());
  }

  private async clean(cluster: Cluster, request: PlanRequest, flags: CleanFlags): Promise<void> {
    const {planCleanup} = await import('../operate/cleanup/plan.js');
    const dryRun = flags['dry-run'];
    const plan = await planCleanup(cluster, request, this.deps.now());
    await this.deps.err.write(plannedText(plan));
    if (plan.experiments.length === 0) return;
    if (dryRun === 'client') {
      const removals = plan.experiments.flatMap((each) => each.removals);
      await this.deps.out.write(removals.map((removal) => removedLine(removal, dryRun)).join(''));
      return;
    }
    if (flags.yes || dryRun === 'server') return this.remove(cluster, plan, dryRun);
    if (!(await this.deps.ask(`remove ${countText(plan)}?`))) return this.deps.err.write('nothing is removed\n');
    return this.remove(cluster, await this.planAgain(cluster, request, plan), dryRun);
  }

  /** Between question and answer there may have been a lunch. */
  private async planAgain(cluster: Cluster, request: PlanRequest, plan: CleanupPlan): Promise<CleanupPlan> {
    const {planCleanup} = await import('../operate/cleanup/plan.js');
    const {droppedSince, stillPlanned} = await import('../operate/cleanup/remove.js');
    const latest = stillPlanned(plan, await planCleanup(cluster, request, this.deps.now()));
    for (const {what} of droppedSince(plan, latest)) await this.tellKept(what, 'it was changed meanwhile');
    return latest;
  }

  private tellKept(what: string, why: string): Promise<void> {
    return this.deps.err.write(`${safeText(`${what} is kept: ${why}`)}\n`);
  }

  private async remove(cluster: Cluster, plan: CleanupPlan, dryRun: 'none' | 'server'): Promise<void> {
    const {removePlanned} = await import('../operate/cleanup/remove.js');
    await removePlanned(cluster, plan, {
      isDryRun: dryRun === 'server',
      signal: this.deps.interruption(),
      onRemoved: (removal) => this.deps.out.write(removedLine(removal, dryRun)),
      onKept: (what, why) => this.tellKept(what, why),
    });
  }
}

interface CleanFlags {
  readonly yes: boolean;
  readonly 'dry-run': 'none' | 'client' | 'server';
}
