import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';

export default class SandboxCommand extends Iter8Command {
  static override summary = 'Run a small cluster in this process, to try experiments on.';
  static override description = `A Kubernetes API server in memory, the engine, and stand-ins for Knative, Jobs and Deployments, all on 127.0.0.1, \
until Ctrl-C or SIGTERM. iter8ctl, kubectl and helm work against the kubeconfig whose path it prints. The sample app \
hello runs in two versions under load. Actions of experiments run as child processes of this one.

${exitCodeHelp(EXIT_CODES.INTERRUPTED)}`;

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<void> {
    await this.parse(SandboxCommand);
    const {openSandbox} = await import('../open-sandbox.js');
    const {beginSample} = await import('../operate/sandbox/begin-sample.js');
    const signal = this.deps.interruption();
    const sandbox = await openSandbox(this.deps, signal, true);
    try {
      await this.deps.out.write(`export KUBECONFIG=${sandbox.kubeconfigPath ?? ''}\n`);
      await beginSample(sandbox.cluster, HELLO, signal);
      await this.deps.err.write(tryText(sandbox.gatewayUrl));
      await sandbox.done;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await sandbox.close();
    }
    this.exit(EXIT_CODES.INTERRUPTED);
  }
}

const HELLO = {
  service: 'hello',
  versions: [
    {name: 'current', revision: 'hello-v1', behaviour: 'latency=15±5'},
    {name: 'candidate', revision: 'hello-v2', behaviour: 'latency=12±5'},
  ],
  rps: 40,
  seconds: 24 * 3600,
};

const tryText = (gatewayUrl: string) => `In another terminal, after the line above:
  kubectl get ksvc,jobs,metrics
  iter8ctl create experiment try --from ksvc/hello --objective 'mean-latency<=50' --interval 2s --iterations 8
  iter8ctl watch try
Services of Deployments are reached by their Host header, or the only one without, at ${gatewayUrl}
Ctrl-C ends it and removes the file.
`;
