import type {Cluster} from '../../../src/cluster/port.js';
import type {idOf} from '../../../src/engine/controller/experiment-cache.js';
import {Field} from '../../../src/experiment/field.js';
import {follow} from '../../../src/operate/follow.js';
import {errorWords} from '../../../src/runtime/log.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {openFaultyClient, type ClientOptions, type FaultyClient} from './client.js';
import {HastyClock, type SwiftTime} from './swift-time.js';

/** Somebody with `iter8ctl watch` on one experiment. */
export class Watcher {
  readonly #stopping = new AbortController();
  #version = 0;
  #isLost = false;
  #problem: string | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(
    readonly experiment: string,
    private readonly client: FaultyClient,
    private readonly clock: HastyClock,
  ) {}

  static async start(
    experiment: string,
    {
      seed,
      time,
      ...options
    }: Omit<ClientOptions, 'clock' | 'name'> & {readonly seed: number; readonly time: SwiftTime},
  ): Promise<Watcher> {
    const clock = new HastyClock(time, seededRandom(`${seed}/watch/${experiment}`));
    const client = await openFaultyClient({...options, name: `watch-${experiment}`, clock});
    const watcher = new Watcher(experiment, client, clock);
    watcher.#ended = watcher.#follow(client.cluster);
    return watcher;
  }

  /** Of the latest state that it has seen. */
  get resourceVersion(): number {
    return this.#version;
  }

  /** Whether it says that the connection is lost. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Why it gave up and said so; undefined: it goes on. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Milliseconds as its user would have them. */
  readonly now = (): number => this.clock.now();

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
    await this.client.close();
  }

  async #follow(cluster: Cluster): Promise<void> {
    try {
      for await (const sight of follow(cluster, {name: this.experiment}, this.#stopping.signal)) {
        this.#isLost = sight.kind === 'interrupted';
        if (sight.kind === 'seen') this.#version = versionOf(sight.experiment.source);
      }
    } catch (error) {
      this.#problem = errorWords(error);
    }
  }
}

export function versionOf(resource: Parameters<typeof idOf>[0]): number {
  return Number(new Field(resource).get('metadata', 'resourceVersion').text() ?? 0);
}
