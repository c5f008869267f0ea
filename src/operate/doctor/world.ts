import type {Cluster} from '../../cluster/port.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import type {HttpClient} from '../../metrics/http/client.js';
import type {InstalledController} from '../server-check/find-controller.js';

/** What `doctor` looks at, and by what. */
export interface DoctorWorld {
  /** @throws Iter8Error INVALID where nothing says which */
  readonly open: () => Promise<Cluster>;
  /** Whose actions are to run; empty: wherever an account for them is. */
  readonly taskNamespaces: readonly string[];
  /** What a program prints, stdout alone; undefined: it is not on the PATH, or fails. */
  readonly printed: (program: string, args: readonly string[]) => Promise<string | undefined>;
  readonly http: HttpClient;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** A server that answers. */
export interface Answering {
  readonly cluster: Cluster;
  /** As `1.36`; undefined where it does not say. */
  readonly version: string | undefined;
  /** How far its clock is before ours; 0 where it does not say. */
  readonly aheadMs: number;
}

/** What each look into the cluster knows. */
export interface ClusterWorld extends DoctorWorld, Answering {
  /** Undefined: none is installed, or it cannot be seen. */
  readonly controller: InstalledController | undefined;
}

export function installNamespaceOf({controller}: ClusterWorld): string {
  return controller?.namespace ?? INSTALL_NAMESPACE;
}
