import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';
import type {Check} from '../operate/doctor/problems.js';
import type {DoctorWorld} from '../operate/doctor/world.js';
import {checkText, doctorSummary} from '../render/doctor/text.js';
import {doctorView} from '../render/doctor/view.js';
import type {Style} from '../render/style.js';
import type {ClusterFlags} from '../runtime/deps.js';

export default class Doctor extends Iter8Command {
  static override summary = 'Find out why experiments do not run here, and what to do about it.';
  static override description = `Looks at the connection, the clocks, the definitions, the controller and who
leads, your rights, the namespaces of actions, metrics and their backends, and
the programs on the PATH. Nothing is changed. What is wrong has a name in
brackets, under which docs/troubleshooting.md says more; what you may not see is
skipped. The exit code is 3 where something is an error, not for warnings.

Metric backends are asked from this machine: the controller sees another
network.

${exitCodeHelp(EXIT_CODES.FALSE, EXIT_CODES.FORBIDDEN, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    'tasks-in': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAMESPACE',
      description: 'Namespace whose experiments are to run actions; those that may if left out. May be repeated.',
    }),
    output: Iter8Command.textOrJson,
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
    ...Iter8Command.clusterFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --tasks-in shop',
    `<%= config.bin %> <%= command.id %> --jq '.checks[] | select(.status == "error") | .fix'`,
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Doctor);
    const format = jsonOr(flags);
    const {endOf} = await import('../operate/doctor/problems.js');
    const {orInterrupted} = await import('../operate/install/interruption.js');
    const signal = this.deps.interruption();
    const style = format === 'text' ? await this.style(flags) : undefined;
    const checks = await orInterrupted(signal, this.look(await this.world(flags, signal), style));
    const view = doctorView(checks);
    if (format === 'json') await this.emitData(view, 'json', flags.jq);
    await this.deps.err.write(doctorSummary(view));
    const end = endOf(checks);
    if (end !== undefined) this.exit(EXIT_CODES[end]);
  }

  /** @param style of what is printed as it is found; undefined: nothing is */
  private async look(world: DoctorWorld, style: Style | undefined): Promise<Check[]> {
    const {diagnose} = await import('../operate/doctor/diagnose.js');
    const checks = [];
    for await (const check of diagnose(world)) {
      checks.push(check);
      if (style) await this.deps.out.write(checkText(check, style));
    }
    return checks;
  }

  private async world(
    flags: ClusterFlags & {'tasks-in'?: string[] | undefined},
    signal: AbortSignal,
  ): Promise<DoctorWorld> {
    const {createHttpClient} = await import('../metrics/http/client.js');
    const {printedBy} = await import('../operate/doctor/run-program.js');
    const {env, now, cluster} = this.deps;
    return {
      open: () => cluster(flags),
      taskNamespaces: flags['tasks-in'] ?? [],
      printed: (program, args) => printedBy(program, args, {env, signal}),
      http: createHttpClient({policy: {allowPrivate: true}}),
      now,
      signal,
    };
  }
}
