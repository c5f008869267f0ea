import {isDeepStrictEqual} from 'node:util';
import type {VersionResult} from '../../../load/version-result.js';
import {startProxy, type WeightedProxy} from '../../proxy/proxy.js';
import {type TrafficTarget, weightsOf} from './traffic.js';

/** URL of the app of a Revision. */
export type UrlOf = (revision: string) => string | undefined;

/** The addresses of a Service on 127.0.0.1: its own, which splits requests by weights, and one for each tag. */
export class Routes {
  readonly #main: Route;
  readonly #byTag = new Map<string, Route>();

  private constructor(main: Route) {
    this.#main = main;
  }

  static async open(): Promise<Routes> {
    return new Routes(await Route.open());
  }

  get url(): string {
    return this.#main.url;
  }

  urlOfTag(tag: string): string | undefined {
    return this.#byTag.get(tag)?.url;
  }

  /** Sends requests there from now on. The address of a tag that is gone answers 503, and keeps what it counted. */
  async follow(targets: readonly TrafficTarget[], urlOf: UrlOf): Promise<void> {
    this.#main.split(weightsOf(targets), urlOf);
    for (const {tag, revisionName} of targets) {
      if (tag === undefined) continue;
      const route = this.#byTag.get(tag) ?? (await Route.open());
      this.#byTag.set(tag, route);
      route.split(new Map([[revisionName, 100]]), urlOf);
    }
    const tags = new Set(targets.map(({tag}) => tag));
    for (const [tag, route] of this.#byTag) if (!tags.has(tag)) route.split(new Map(), urlOf);
  }

  /** What became of all requests to a Revision, at each address. */
  results(revision: string): VersionResult[] {
    return [this.#main, ...this.#byTag.values()].flatMap((route) => route.result(revision) ?? []);
  }

  async close(): Promise<void> {
    await Promise.all([this.#main, ...this.#byTag.values()].map((route) => route.close()));
  }
}

/** One address, behind which Revisions come and go. */
class Route {
  readonly #revisions = new Set<string>();
  #weights: ReadonlyMap<string, number> = new Map();

  private constructor(private readonly proxy: WeightedProxy) {}

  static async open(): Promise<Route> {
    return new Route(await startProxy({backends: [], weights: new Map()}));
  }

  get url(): string {
    return this.proxy.url;
  }

  /** The same weights again change nothing, so that shares stay exact. */
  split(weights: ReadonlyMap<string, number>, urlOf: UrlOf): void {
    for (const revision of weights.keys()) this.#add(revision, urlOf(revision));
    if (isDeepStrictEqual(weights, this.#weights)) return;
    this.proxy.setWeights(weights);
    this.#weights = weights;
  }

  #add(version: string, url: string | undefined): void {
    if (url === undefined || this.#revisions.has(version)) return;
    this.#revisions.add(version);
    this.proxy.addBackend({version, url});
  }

  result(revision: string): VersionResult | undefined {
    return this.proxy.results().get(revision);
  }

  close(): Promise<void> {
    return this.proxy.close(0);
  }
}
