import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import {isObject, type Json} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';
import {mayI} from '../server-check/access.js';
import {type Check, ok, problem, skipped} from './problems.js';
import type {Answering, DoctorWorld} from './world.js';

/** Server-side apply, by which everything is installed. */
const OLDEST_MINOR = 22;
const SLOW_MS = 1000;
const SKEW_MS = 5000;

export interface Connection {
  readonly checks: readonly Check[];
  /** Undefined: there is nothing more to ask. */
  readonly server: Answering | undefined;
}

/** Which cluster, as whom, whether it answers, and how it answers. */
export async function connect(world: DoctorWorld): Promise<Connection> {
  const cluster = await opened(world);
  if (!('server' in cluster)) return {checks: [cluster], server: undefined};
  const who = cluster.user === undefined ? '' : ` as ${cluster.user}`;
  const chosen = ok('kubeconfig', `${cluster.server}${who}, namespace ${cluster.namespace}`);
  try {
    const greeting = await greet(cluster, world);
    await mayI(cluster, {verb: 'list', group: GROUP, resource: 'experiments'}, world.signal);
    const server = {cluster, version: greeting.version, aheadMs: greeting.aheadMs ?? 0};
    return {checks: [chosen, ...greetingChecks(greeting)], server};
  } catch (error) {
    cluster.close();
    if (!(error instanceof Iter8Error)) throw error;
    return {checks: [chosen, refusal(error)], server: undefined};
  }
}

async function opened({open}: DoctorWorld): Promise<Cluster | Check> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    return problem('kubeconfig.unusable', error.message, error.hint);
  }
}

function refusal({code, message, hint}: Iter8Error): Check {
  return problem(code === 'FORBIDDEN' ? 'server.credentials-refused' : 'server.unreachable', message, hint);
}

interface Greeting {
  readonly latencyMs: number;
  readonly version: string | undefined;
  readonly aheadMs: number | undefined;
}

/** The first request pays for the connection too, so the second one is timed. */
async function greet(cluster: Cluster, {now, signal}: DoctorWorld): Promise<Greeting> {
  await versionText(cluster, {signal});
  const start = now().getTime();
  let date: Date | undefined;
  const text = await versionText(cluster, {signal, onDate: (told) => (date = told)});
  const end = now().getTime();
  const aheadMs = date && skew(date.getTime(), start, end);
  return {latencyMs: end - start, version: versionIn(text), aheadMs};
}

/** A server need not tell everybody its version. */
async function versionText(cluster: Cluster, call: Parameters<Cluster['getText']>[1]): Promise<string> {
  try {
    return await cluster.getText('/version', call);
  } catch (error) {
    if (error instanceof Iter8Error && ['FORBIDDEN', 'NOT_FOUND'].includes(error.code)) return '';
    throw error;
  }
}

/** Milliseconds by which the server is surely ahead: it tells whole seconds, some time between request and answer. */
function skew(told: number, start: number, end: number): number {
  if (told > end) return told - end;
  return told + 1000 < start ? told + 1000 - start : 0;
}

/** `1.36`; a minor of some providers ends in `+`. */
function versionIn(text: string): string | undefined {
  const value = parsed(text);
  const field = new Field(isObject(value) ? value : {});
  const [major, minor] = [field.get('major').value, field.get('minor').value];
  return typeof major === 'string' && typeof minor === 'string' ? `${major}.${parseInt(minor, 10)}` : undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // a server that says no version
  }
}

function greetingChecks({latencyMs, version, aheadMs}: Greeting): Check[] {
  const answers = `answers in ${latencyMs} ms`;
  return [
    latencyMs > SLOW_MS
      ? problem('server.slow', answers, 'is the network slow, or the server overloaded?')
      : ok('server', answers),
    ...(version === undefined ? [skipped('server', 'does not tell its version')] : [versionCheck(version)]),
    ...(aheadMs === undefined ? [] : [clockCheck(aheadMs)]),
  ];
}

function versionCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 1 || minor >= OLDEST_MINOR) return ok('server', `Kubernetes ${version}`);
  const message = `Kubernetes ${version} has no server-side apply, by which everything is installed`;
  return problem('server.too-old', message, `upgrade the cluster to Kubernetes 1.${OLDEST_MINOR} or newer`);
}

function clockCheck(aheadMs: number): Check {
  if (Math.abs(aheadMs) <= SKEW_MS) return ok('clock', "agrees with the server's");
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const message = `is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the server's: ages, and queries since a time, are wrong by that`;
  return problem('clock.skewed', message, 'synchronize the clocks of both machines (NTP)');
}
