import type {JsonObject} from '../../../experiment/json.js';
import type {VersionResult} from '../../../load/version-result.js';
import {namespaceOf, uidOf} from '../../apiserver/object.js';
import type {AppDeps} from '../app/app.js';
import type {AppOf} from '../app/behaviour.js';
import {dealWith, requireKind, type StandInOptions} from '../stand-in.js';
import {Apps} from './apps.js';
import {GROUP} from './revisions.js';
import {Routes} from './routes.js';
import {type Running, settleService} from './settle.js';

export interface KnativeOptions extends StandInOptions {
  readonly appOf: AppOf;
  readonly app?: AppDeps | undefined;
}

interface Entry extends Running {
  readonly namespace: string;
}

/**
 * Stands in for Knative Serving: Services get Revisions, an address on 127.0.0.1 for themselves and for each tag, and a
 * status; requests are split as `spec.traffic` says.
 *
 * It is no Knative. There are no Configurations, Routes or Pods; no containers are run, only the sample app of this
 * process; nothing is scaled, old Revisions are never removed, and Services are not checked when they are written.
 * Revisions belong to their Service, so that the server's garbage collection removes them.
 */
export class KnativeStandIn {
  /** By UID of the Service. */
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly options: KnativeOptions) {}

  /** Resolves when the signal aborts, and then nothing of it runs any more. */
  async run(signal: AbortSignal): Promise<void> {
    const {cluster, now = () => new Date()} = this.options;
    try {
      const serviceKind = await requireKind(cluster, {group: GROUP, kind: 'Service'}, signal);
      const revisionKind = await requireKind(cluster, {group: GROUP, kind: 'Revision'}, signal);
      const place = () => ({cluster, serviceKind, revisionKind, signal, now: now()});
      const settle = async (service: JsonObject) => settleService(service, await this.#open(service), place());
      const release = (service: JsonObject) => this.#close(uidOf(service));
      await dealWith({group: GROUP, kind: 'Service', settle, release}, this.options, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await Promise.all([...this.#entries.keys()].map((uid) => this.#close(uid)));
    }
  }

  /**
   * What became of the requests to a Revision since it is there, at each address that leads to it.
   *
   * @param namespace undefined: in any
   */
  results(revision: string, namespace?: string): VersionResult[] {
    const entries = [...this.#entries.values()];
    const there = namespace === undefined ? entries : entries.filter((entry) => entry.namespace === namespace);
    return there.flatMap(({routes}) => routes.results(revision));
  }

  async #open(service: JsonObject): Promise<Running> {
    const known = this.#entries.get(uidOf(service));
    if (known) return known;
    const {appOf, app = {}} = this.options;
    const entry = {namespace: namespaceOf(service), apps: new Apps(appOf, app), routes: await Routes.open()};
    this.#entries.set(uidOf(service), entry);
    return entry;
  }

  async #close(uid: string): Promise<void> {
    const entry = this.#entries.get(uid);
    this.#entries.delete(uid);
    await Promise.all([entry?.routes.close(), entry?.apps.close()]);
  }
}
