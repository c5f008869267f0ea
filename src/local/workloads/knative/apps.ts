import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, objectOf} from '../../apiserver/object.js';
import {type App, type AppDeps, startApp} from '../app/app.js';
import type {AppOf} from '../app/behaviour.js';
import {appOfPodSpec, type FoundApp} from '../app/container.js';

/** The apps of one Service's Revisions. */
export class Apps {
  readonly #running = new Map<string, App>();

  constructor(
    private readonly appOf: AppOf,
    private readonly deps: AppDeps,
  ) {}

  /** Starts the app of a Revision, unless it runs already, or nothing stands for its image. */
  async start(revision: JsonObject): Promise<FoundApp> {
    const found = appOfPodSpec(objectOf(revision.spec), this.appOf);
    const name = nameOf(revision);
    if (found.kind === 'app' && !this.#running.has(name)) {
      this.#running.set(name, await startApp(found.behaviour, this.deps));
    }
    return found;
  }

  readonly urlOf = (revision: string): string | undefined => this.#running.get(revision)?.url;

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map((app) => app.close()));
  }
}
