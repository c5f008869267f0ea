import type {ApiObject} from '../../support/api-client.js';
import type {TestCluster} from '../../support/cluster.js';

/** Every state that the objects of a collection go through, as a watch tells them. */
export class Recording {
  readonly #states = new Map<string, ApiObject[]>();
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  /** Records from now on. */
  static async start(cluster: TestCluster, path: string): Promise<Recording> {
    const recording = new Recording();
    const {metadata} = await cluster.client.ok('GET', path);
    recording.#ended = recording.#follow(cluster, `${path}?watch=1&resourceVersion=${metadata.resourceVersion}`);
    recording.#ended.catch(() => undefined); // seen by whoever stops it
    return recording;
  }

  /** In their order; none when there was never an object of that name. */
  states(name: string): readonly ApiObject[] {
    return this.#states.get(name) ?? [];
  }

  /** Calls the listener at each change, until the function that it returns is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws Error when the watch had ended before, so that something may be missing */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #follow({client}: TestCluster, path: string): Promise<void> {
    const {signal} = this.#stopping;
    try {
      for await (const {type, object} of client.watch(path, {signal})) {
        if (type === 'ADDED' || type === 'MODIFIED') this.#note(object);
        else if (type !== 'DELETED') throw new Error(`the watch told ${type}: ${object.message ?? ''}`);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (!signal.aborted) throw new Error(`the watch of ${path} has ended`);
  }

  #note(object: ApiObject): void {
    const {name} = object.metadata;
    this.#states.set(name, [...this.states(name), object]);
    [...this.#listeners].forEach((listener) => listener());
  }
}
