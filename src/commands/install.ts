import * as Flags from '@oclif/core/flags';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {INSTALL_NAMESPACE} from '../experiment/metric-reference.js';
import type {Change} from '../operate/install/apply.js';
import {DEFAULT_IMAGE} from '../operate/install/image.js';
import type {InstallOptions} from '../operate/install/options.js';
import {safeText} from '../render/safe-text.js';
import type {ClusterFlags} from '../runtime/deps.js';

export default class Install extends Iter8Command {
  static override summary = 'Install Experiments, Metrics, roles and the controller into a cluster.';
  static override description = `Applies by server-side apply, prints a line for each object, and can be run again at any time, for example after an
upgrade: what is as it should be stays untouched. Flags are not remembered: give them again.

With --dry-run=client nothing is asked of a cluster, and the objects are printed as YAML, to be kept in git.

Actions run only in namespaces named by --tasks-in, and metrics use Secrets (those labelled iter8.tools/metrics=true) only
in namespaces named by --secrets-in.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.TIMEOUT, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    ...Iter8Command.clusterFlags,
    namespace: Flags.string({
      char: 'n',
      default: INSTALL_NAMESPACE,
      description: 'Namespace of the controller and of the built-in metrics.',
    }),
    'crds-only': Flags.boolean({description: 'Only the definitions of Experiment and Metric.'}),
    'without-controller': Flags.boolean({
      description: 'Definitions, roles of users and metrics, for a controller that runs elsewhere.',
      exclusive: ['crds-only'],
    }),
    image: Flags.string({default: DEFAULT_IMAGE, description: 'Image of the controller.'}),
    routers: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KIND.GROUP',
      description: 'Kind of object whose weights may be changed; the usual ones if left out. May be repeated.',
    }),
    'tasks-in': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAMESPACE',
      description: 'Namespace whose experiments may run actions. May be repeated.',
    }),
    'secrets-in': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAMESPACE',
      description: 'Namespace whose labelled Secrets metrics may use. May be repeated.',
    }),
    'allow-backend': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'HOST|NETWORK',
      description: 'Metric backend inside the cluster, such as *.monitoring.svc. May be repeated.',
    }),
    metrics: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'STACK[=NAMESPACE]',
      description:
        "Ready-made metrics of knative, istio, linkerd, …, in the stack's own namespace. May be repeated.",
    }),
    'prometheus-url': Flags.string({
      description: 'Where ready-made metrics are queried.',
      dependsOn: ['metrics'],
    }),
    'dry-run': Flags.option({
      options: ['none', 'client', 'server'] as const,
      default: 'none' as const,
      description: 'client prints what would be applied, server lets the server check it.',
    })(),
    output: Flags.option({
      char: 'o',
      options: ['text', 'yaml', 'json', 'name'] as const,
      description: 'Output format; yaml and json are for --dry-run=client, where yaml is what it prints.',
    })(),
    wait: Flags.boolean({description: 'Wait until the controller is available.'}),
    timeout: Flags.string({default: '2m', description: 'How long to wait for each thing that is waited for.'}),
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> --metrics knative=default --tasks-in default --wait',
    '<%= config.bin %> <%= command.id %> --dry-run=client --image registry.example.com/iter8ctl:0.1.0 > iter8.yaml',
    '<%= config.bin %> <%= command.id %> --crds-only',
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Install);
    const {readInstallOptions} = await import('../operate/install/read-options.js');
    const options = readInstallOptions(flags);
    const {'dry-run': dryRun, output} = flags;
    if (dryRun === 'client') await this.print(options, output ?? 'yaml');
    else if (output === 'yaml' || output === 'json') throw onlyForClient(output);
    else await this.install(options, flags, output ?? 'text');
  }

  private async print(options: InstallOptions, output: OutputFormat): Promise<void> {
    const {installObjects} = await import('../operate/install/objects.js');
    const objects = installObjects(options);
    if (output === 'json') {
      await this.emitData({apiVersion: 'v1', kind: 'List', items: objects}, 'json', undefined);
    } else if (output === 'yaml') {
      const {formatYaml} = await import('../experiment/reading/yaml-format.js');
      await this.deps.out.write(objects.map((object) => formatYaml(object)).join('---\n'));
    } else {
      const {textOf} = await import('../operate/install/kinds.js');
      const suffix = output === 'name' ? '' : ' created (dry run)';
      await this.deps.out.write(objects.map((object) => `${textOf(object)}${suffix}\n`).join(''));
    }
  }

  private async install(options: InstallOptions, flags: RunFlags, output: 'text' | 'name'): Promise<void> {
    const {install} = await import('../operate/install/install.js');
    const {readTimeout} = await import('../operate/install/timeout.js');
    const {realClock} = await import('../load/clock.js');
    const isDryRun = flags['dry-run'] === 'server';
    const timeoutMs = readTimeout(flags.timeout);
    const cluster = await this.deps.cluster(flags);
    try {
      await install(cluster, options, {
        isDryRun,
        awaitsController: flags.wait,
        timeoutMs,
        signal: this.deps.interruption(),
        sleep: (milliseconds, signal) => realClock.sleep(milliseconds, signal),
        onChange: (change) => this.deps.out.write(changeLine(change, output, isDryRun)),
        onWarning: (text) => void this.deps.err.write(`warning: ${safeText(text)}\n`),
      });
    } finally {
      cluster.close();
    }
  }
}

type OutputFormat = 'text' | 'yaml' | 'json' | 'name';

interface RunFlags extends ClusterFlags {
  readonly 'dry-run': 'none' | 'client' | 'server';
  readonly timeout: string;
  readonly wait: boolean;
}

const RESULT_WORDS: Readonly<Record<Change['result'], string>> = {
  created: 'created',
  configured: 'configured',
  unchanged: 'unchanged',
  'left alone': 'unchanged: it is there already, and not ours',
  unchecked: 'created, unchecked: what it needs is not there yet',
};

function changeLine({object, result}: Change, output: 'text' | 'name', isDryRun: boolean): string {
  const words = output === 'name' ? '' : ` ${RESULT_WORDS[result]}${isDryRun ? ' (server dry run)' : ''}`;
  return `${safeText(object)}${words}\n`;
}

function onlyForClient(output: string): Iter8Error {
  const hint = 'add --dry-run=client, which applies nothing, or leave out -o';
  return new Iter8Error('INVALID', `-o ${output} prints what would be applied`, hint);
}
