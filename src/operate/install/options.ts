import type {StackName} from '../../metrics/ready-made/stacks.js';
import type {Router} from '../../traffic/policy.js';

/** What is to be installed. */
export interface InstallOptions {
  /** Of the controller, its accounts and the built-in metrics. */
  readonly namespace: string;
  readonly parts: 'crds' | 'without-controller' | 'everything';
  /** Of the controller, and of the Jobs that run actions. */
  readonly image: string;
  /** Kinds of objects whose weights the controller may change. */
  readonly routers: readonly Router[];
  /** Namespaces whose experiments may run actions. */
  readonly taskNamespaces: readonly string[];
  /** Namespaces whose labelled Secrets metrics may use. */
  readonly secretNamespaces: readonly string[];
  readonly allowedBackends: readonly string[];
  readonly metrics: readonly MetricSet[];
}

/** Ready-made metrics of one traffic stack. */
export interface MetricSet {
  readonly stack: StackName;
  /** Undefined: the stack's own. */
  readonly namespace?: string;
  /** Base URL; undefined: where the stack's installation has its Prometheus. */
  readonly prometheusUrl?: string;
}
