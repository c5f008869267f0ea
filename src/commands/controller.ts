import {hostname} from 'node:os';
import * as Flags from '@oclif/core/flags';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {DEFAULT_IMAGE} from '../operate/install/image.js';
import {jsonLog} from '../runtime/log.js';
import {timeLimitMs} from '../time-limit.js';

export default class Controller extends Iter8Command {
  static override summary = 'Run the engine for all experiments of a cluster.';
  static override description = `Watches Experiments, queries their metrics, shifts their traffic and decides. Several
may run: one leads, and another one goes on where it stood. All that it knows is
in the status of the Experiments, so it can be stopped at any time.

Metric backends in private networks are asked only where --allow-backend says so.
Traffic is shifted only on objects of the experiment's own namespace and of the
kinds in --routers.

An action runs in a Job in the experiment's namespace, with the rights that the
account iter8-tasks has there; iter8ctl install --tasks-in NAMESPACE allows it.

Prometheus finds the controller's own metrics at /metrics, kubelet /healthz and
/readyz. Log lines are JSON, on stderr.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.UNREACHABLE)}`;

  static override flags = {
    ...Iter8Command.clusterFlags,
    namespace: Flags.string({char: 'n', description: 'Only the experiments of this namespace; all if left out.'}),
    'install-namespace': Flags.string({
      env: 'ITER8_NAMESPACE',
      default: 'iter8-system',
      description: "Namespace of the controller's Lease and of shared Metrics.",
    }),
    listen: Flags.string({
      default: '127.0.0.1:8081',
      helpValue: 'HOST:PORT',
      description: 'Where /healthz, /readyz and /metrics are served.',
    }),
    'leader-elect': Flags.boolean({
      allowNo: true,
      default: true,
      description:
        "Lead only while holding the Lease. With --no-leader-elect it starts at once, also after a crash: for one controller alone, as on a developer's machine.",
    }),
    workers: Flags.integer({default: 128, min: 1, description: 'Experiments that are worked on at a time.'}),
    routers: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KIND.GROUP',
      description: 'Kind of object that weights may be written to; the usual ones if left out. May be repeated.',
    }),
    'allow-namespace': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Namespace whose routers experiments of other namespaces may change. May be repeated.',
    }),
    'allow-backend': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'HOST|NETWORK',
      description:
        'Metric backend that may have a private address, such as *.svc or 10.96.0.0/12. May be repeated.',
    }),
    'ca-file': Flags.string({
      description: 'Certificates of metric backends to trust besides the usual ones, PEM.',
    }),
    'task-image': Flags.string({
      default: DEFAULT_IMAGE,
      description: 'Image of the Jobs that run actions; it holds iter8ctl and the programs that tasks need.',
    }),
    'action-timeout': Flags.string({default: '30m', description: 'Longest time of an action.'}),
    'local-tasks': Flags.boolean({
      description:
        "Run actions as child processes with the controller's own rights: whoever may create Experiments gets them too.",
    }),
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> --kubeconfig dev.yaml --allow-backend '*.monitoring.svc' --local-tasks",
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Controller);
    const {runClusterEngine} = await import('../engine/controller/run-cluster-engine.js');
    const {withChildEnvironment} = await import('../cluster/kubeconfig/child-environment.js');
    const {namespace, ...connection} = flags;
    const cluster = await this.deps.cluster(connection);
    const caFile = flags['ca-file'];
    const extraCertificates = caFile === undefined ? undefined : (await this.readSource(caFile)).text;
    const settings = {
      cluster,
      namespace,
      installNamespace: flags['install-namespace'],
      workers: flags.workers,
      hasElection: flags['leader-elect'],
      identity: `${hostname()}_${process.pid}`,
      listen: address(flags.listen),
      routers: flags.routers,
      allowedNamespaces: flags['allow-namespace'] ?? [],
      allowedBackends: flags['allow-backend'] ?? [],
      extraCertificates,
      taskImage: flags['local-tasks'] ? undefined : flags['task-image'],
      actionTimeoutMs: timeLimitMs(flags['action-timeout'], '--action-timeout'),
      log: jsonLog((line) => void this.deps.err.write(line), this.deps.now),
      now: this.deps.now,
      signal: this.deps.interruption(),
    };
    await withChildEnvironment(flags, this.deps.env, (env) => runClusterEngine({...settings, env}));
  }
}

/** @throws Iter8Error INVALID for anything but HOST:PORT */
function address(text: string): {host: string; port: number} {
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  if (port !== '' && Number(port) < 65_536)
    return {host: host.replace(/^\[(.*)\]$/, '$1') || '0.0.0.0', port: Number(port)};
  throw new Iter8Error('INVALID', `--listen wants HOST:PORT, not ${text}`, 'for example 127.0.0.1:8081');
}
