import type {ResourceKind} from '../../../cluster/port.js';
import type {JsonObject} from '../../../experiment/json.js';
import {objectOf, textOf, uidOf, valueAt} from '../../apiserver/object.js';
import {type App, type AppDeps, startApp} from '../app/app.js';
import type {AppOf} from '../app/behaviour.js';
import {appOfPodSpec} from '../app/container.js';
import {writeStatus} from '../conditions.js';
import {dealWith, requireKind, type StandInOptions} from '../stand-in.js';
import {type RunningPods, runningPod, TEMPLATE_HASH} from './running-pods.js';
import {podStatus} from './status.js';

export interface PodOptions extends StandInOptions {
  readonly appOf: AppOf;
  readonly app?: AppDeps | undefined;
  /** Told of what runs. */
  readonly running: RunningPods;
}

/**
 * Stands in for the node that runs the Pods of Deployments: each has an app on 127.0.0.1, where its image is one that the
 * sample app stands for, and a status that says so, or why not.
 *
 * No containers are run, so there are no logs and no probes, and only the first container counts. Pods that have a node
 * are somebody else's.
 */
export class PodStandIn {
  /** By UID of the Pod. */
  readonly #apps = new Map<string, App>();
  readonly #leaving = new Set<App>();

  constructor(private readonly options: PodOptions) {}

  /** Resolves when the signal aborts, and then no app runs any more. */
  async run(signal: AbortSignal): Promise<void> {
    const {cluster} = this.options;
    try {
      const kind = await requireKind(cluster, {group: '', kind: 'Pod'}, signal);
      const settle = (pod: JsonObject) => this.#settle(pod, kind, signal);
      const release = (pod: JsonObject) => Promise.resolve(this.#release(uidOf(pod)));
      const duties = {group: '', kind: 'Pod', labelSelector: TEMPLATE_HASH, settle, release};
      await dealWith(duties, this.options, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      [...this.#apps.keys()].forEach((uid) => this.#release(uid));
      await Promise.all([...this.#leaving].map((app) => app.close()));
    }
  }

  async #settle(pod: JsonObject, kind: ResourceKind, signal: AbortSignal): Promise<void> {
    if (textOf(valueAt(pod, 'spec', 'nodeName')) !== '') return;
    const {cluster, appOf, app: deps, running, now = () => new Date()} = this.options;
    const found = appOfPodSpec(objectOf(pod.spec), appOf);
    if (found.kind === 'app' && !this.#apps.has(uidOf(pod))) {
      const app = await startApp(found.behaviour, deps);
      this.#apps.set(uidOf(pod), app);
      running.add(runningPod(pod, app.url));
    }
    await writeStatus(pod, podStatus(pod, found, now()), {cluster, kind, signal});
  }

  /** First nobody sends requests there any more, then the app goes. */
  #release(uid: string): void {
    const app = this.#apps.get(uid);
    if (!app) return;
    this.#apps.delete(uid);
    this.options.running.remove(uid);
    this.#leaving.add(app);
    void app.leave().finally(() => this.#leaving.delete(app));
  }
}
