import {join} from 'node:path';
import {startProxy} from '../../../src/local/proxy/proxy.js';
import {freePorts} from '../real/free-ports.js';
import type {RoutedProxy} from './istio-stand-in.js';
import {answers, type Programs} from './programs.js';

/** How a version behaves. */
export interface Behaviour {
  /** Until it answers. */
  readonly delayMs: number;
  /** 7: every seventh answer is an error; 0: none is. */
  readonly errorEvery: number;
}

/** A service in two versions, which are processes, behind a proxy. */
export interface Service extends RoutedProxy {
  readonly name: string;
  /** What Prometheus scrapes. */
  readonly targets: readonly string[];
}

/** Where the versions say that they run. */
export const WORKLOAD_NAMESPACE = 'shop';

const PROGRAM = join(import.meta.dirname, 'version.js');
const SOUND: Behaviour = {delayMs: 5, errorEvery: 0};

/** Starts a sound version `NAME-v1`, which has all traffic, and a version `NAME-v2` that behaves as is said. */
export async function startService(programs: Programs, name: string, behaviour: Behaviour): Promise<Service> {
  const versions = [`${name}-v1`, `${name}-v2`] as const;
  const [baseline, candidate] = versions;
  const targets = await Promise.all([
    startVersion(programs, baseline, SOUND),
    startVersion(programs, candidate, behaviour),
  ]);
  const backends = versions.map((version, index) => ({version, url: `http://${targets[index]!}`}));
  const proxy = await startProxy({backends, weights: new Map([[baseline, 100]])});
  return {name, versions, targets, proxy, splits: []};
}

/** @returns its address */
async function startVersion(programs: Programs, workload: string, behaviour: Behaviour): Promise<string> {
  const [port] = (await freePorts(1)) as [number];
  const address = `127.0.0.1:${port}`;
  const spec = {workload, namespace: WORKLOAD_NAMESPACE, ...behaviour};
  const argv = [PROGRAM, String(port), JSON.stringify(spec)];
  await programs.start(process.execPath, argv, () => answers(`http://${address}/metrics`));
  return address;
}
