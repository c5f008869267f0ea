import {openCluster} from '../../../src/cluster/client.js';
import type {Cluster} from '../../../src/cluster/port.js';
import {EXIT_CODES, Iter8Error} from '../../../src/errors.js';
import type {TestCluster} from '../../support/cluster.js';
import {type Outcome, runCommand} from '../../support/run-command.js';
import {type Authority, limitRights} from './authority.js';
import {fastClock} from './fast-clock.js';
import type {Right} from './right.js';

/** What people see of something that was tried. */
export type Told = Pick<Outcome, 'err' | 'exitCode'>;

/** Somebody who may do what their rights say, and nothing else. */
export interface Person {
  readonly user: string;
  readonly place: TestCluster;
  /** A command of ours. */
  readonly types: (command: Parameters<typeof runCommand>[0], argv: string[], text?: string) => Promise<Told>;
  /** What a program such as kubectl asks of the server, and the exit code that a command would have. */
  readonly asks: (question: (cluster: Cluster) => Promise<unknown>) => Promise<Told>;
}

/** A watch that is refused is tried again five times, longer and longer after one another. */
const SPEED = 50;

let people = 0;

export async function personWith(
  place: TestCluster,
  authority: Authority,
  rights: readonly Right[],
): Promise<Person> {
  const user = `${place.namespace}-person-${(people += 1)}`;
  await limitRights(place, authority, user, rights);
  const on = async <T>(use: (cluster: Cluster) => Promise<T>): Promise<T> => {
    const impersonation = {'Impersonate-User': user};
    const {namespace, kubeconfigPath: kubeconfig} = place;
    const {client: clock} = fastClock(SPEED);
    const cluster = await openCluster({kubeconfig, namespace, impersonation, clock, env: {}});
    return use(cluster).finally(() => cluster.close());
  };
  const types: Person['types'] = (command, argv, text = '') =>
    on((cluster) =>
      runCommand(command, argv, {cluster, answer: true, now: new Date(), files: {'e.yaml': text}, env: {}}),
    );
  const asks: Person['asks'] = (question) =>
    on(question).then(
      () => ({err: '', exitCode: 0}),
      (error: unknown) => {
        if (!(error instanceof Iter8Error)) throw error;
        return {err: error.message, exitCode: EXIT_CODES[error.code]};
      },
    );
  return {user, place, types, asks};
}
