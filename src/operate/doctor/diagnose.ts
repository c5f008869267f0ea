import {setMaxListeners} from 'node:events';
import {Iter8Error} from '../../errors.js';
import {findController} from '../server-check/find-controller.js';
import {connect} from './connection.js';
import {checkDefinitions} from './definitions.js';
import {checkEngine} from './engine.js';
import {checkMetrics} from './metrics.js';
import {checkOriginal} from './original.js';
import {type Area, type Check, problem, skipped} from './problems.js';
import {checkPrograms} from './programs.js';
import {checkRights} from './rights.js';
import {checkTasks} from './tasks.js';
import type {Answering, ClusterWorld, DoctorWorld} from './world.js';

const CLUSTER_CHECKS: readonly (readonly [Area, (world: ClusterWorld) => Promise<Check[]>])[] = [
  ['crds', checkDefinitions],
  ['original', checkOriginal],
  ['controller', checkEngine],
  ['rights', checkRights],
  ['tasks', checkTasks],
  ['metrics', checkMetrics],
];

/** Looks at everything in turn, and tells each thing as soon as it is known. What must not be seen is skipped. */
export async function* diagnose(world: DoctorWorld): AsyncGenerator<Check> {
  setMaxListeners(0, world.signal); // each request listens, and Node would warn of more than ten
  const {checks, server} = await connect(world);
  yield* checks;
  try {
    if (server) yield* checkCluster(world, server);
    yield* await checkPrograms(world, server?.version);
  } finally {
    server?.cluster.close();
  }
}

async function* checkCluster(world: DoctorWorld, server: Answering): AsyncGenerator<Check> {
  const {found, note} = await controllerIn(world, server);
  if (note) yield note;
  for (const [area, check] of CLUSTER_CHECKS) {
    if (note && area === 'controller') continue;
    try {
      yield* await check({...world, ...server, controller: found});
    } catch (error) {
      const end = endedBy(area, error);
      yield end;
      if (end.status === 'error') return;
    }
  }
}

async function controllerIn(world: DoctorWorld, {cluster}: Answering) {
  try {
    return {found: await findController(cluster, world.signal)};
  } catch (error) {
    if (!(error instanceof Iter8Error && error.code === 'FORBIDDEN')) throw error;
    return {note: skipped('controller', error.message)};
  }
}

/** A right that is missing ends one check, a connection that is lost ends all. */
function endedBy(area: Area, error: unknown): Check {
  if (!(error instanceof Iter8Error)) throw error;
  if (error.code === 'FORBIDDEN') return skipped(area, error.message);
  if (error.code === 'UNREACHABLE' || error.code === 'TIMEOUT') {
    return problem('server.unreachable', error.message, error.hint);
  }
  throw error;
}
