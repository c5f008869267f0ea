import type {IncomingMessage} from 'node:http';
import {isDeepStrictEqual} from 'node:util';
import type {JsonObject} from '../../../experiment/json.js';
import type {VersionResult} from '../../../load/version-result.js';
import {realClock} from '../../../load/clock.js';
import {WeightedChoice} from '../../../load/weighted-choice.js';
import {uidOf} from '../../apiserver/object.js';
import {NO_VERSION, type ProxyFailure} from '../../proxy/failures.js';
import {WeightedProxy} from '../../proxy/proxy.js';
import type {RunningPod, RunningPods} from '../pods/running-pods.js';
import {dealWith, type StandInOptions} from '../stand-in.js';
import {type Entry, entriesOf, wayOf} from './entries.js';
import {IstioMetrics} from './istio-metrics.js';
import {matches, type RoutedRequest} from './match.js';
import type {Rule} from './rules.js';
import {type Backend, type MeshState, NO_POD, splitOf} from './split.js';

export interface MeshOptions extends StandInOptions {
  readonly running: RunningPods;
}

const KINDS = {
  services: {group: '', kind: 'Service'},
  virtualServices: {group: 'networking.istio.io', kind: 'VirtualService'},
  destinationRules: {group: 'networking.istio.io', kind: 'DestinationRule'},
  httpRoutes: {group: 'gateway.networking.k8s.io', kind: 'HTTPRoute'},
} as const;

type Member = keyof typeof KINDS;

/** How a rule splits requests now. */
interface Choice {
  readonly weights: ReadonlyMap<string, number>;
  readonly choice: WeightedChoice;
}

/**
 * Stands in for a service mesh and its ingress gateway: one address on 127.0.0.1 for all Services of a cluster, whose
 * requests are split among their Pods as VirtualServices with DestinationRules, or else HTTPRoutes, say.
 *
 * It is no Istio. Only HTTP that comes in by the gateway is routed, by path and headers; timeouts, retries, faults,
 * mirrors, rewrites and redirects have no effect, nor have Gateways and the policies of a DestinationRule.
 */
export class Mesh {
  readonly metrics = new IstioMetrics();
  /** By UID. */
  readonly #objects: Readonly<Record<Member, Map<string, JsonObject>>> = {
    services: new Map(),
    virtualServices: new Map(),
    destinationRules: new Map(),
    httpRoutes: new Map(),
  };
  /** All that there ever were: what they counted stays. */
  readonly #backends = new Map<string, Backend>();
  #entries: readonly Entry[] = [];
  #choices: ReadonlyMap<string, Choice> = new Map();

  readonly #proxy = new WeightedProxy(
    {
      backends: [],
      weights: new Map(),
      choose: (request) => this.#choose(request),
      onEnd: (id, seconds, outcome) => {
        const backend = this.#backends.get(id);
        if (backend) this.metrics.record(backend, seconds, outcome);
      },
    },
    realClock,
  );

  private constructor(private readonly options: MeshOptions) {
    options.running.onChange = () => this.#follow();
  }

  /** Its gateway listens. Call `run`, which ends it. */
  static async open(options: MeshOptions): Promise<Mesh> {
    const mesh = new Mesh(options);
    await mesh.#proxy.listen();
    return mesh;
  }

  /** Of the gateway. */
  get url(): string {
    return this.#proxy.url;
  }

  /** Obeys what is in the cluster until the signal aborts, and then the gateway is closed. Kinds may be missing. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all(Object.keys(KINDS).map((member) => this.#watch(member as Member, signal)));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.#proxy.close(0);
    }
  }

  async #watch(member: Member, signal: AbortSignal): Promise<void> {
    const wanted = KINDS[member];
    if (!(await this.options.cluster.findKind(wanted, {signal}))) return;
    const objects = this.#objects[member];
    const change = (object: JsonObject, isThere: boolean) => {
      if (isThere) objects.set(uidOf(object), object);
      else objects.delete(uidOf(object));
      this.#follow();
      return Promise.resolve();
    };
    const settle = (object: JsonObject) => change(object, true);
    const release = (object: JsonObject) => change(object, false);
    await dealWith({...wanted, settle, release}, this.options, signal);
  }

  /** The same weights again change nothing, so that shares stay exact. */
  #follow(): void {
    const state = this.#state();
    this.#entries = entriesOf(state);
    const choices = new Map<string, Choice>();
    for (const {key, rules} of this.#entries) {
      for (const [index, rule] of rules.entries()) {
        const {backends, weights} = splitOf(rule, state);
        backends.forEach((backend, id) => this.#add(id, backend));
        const before = this.#choices.get(choiceKey(key, index));
        const isSame = before && isDeepStrictEqual(before.weights, weights);
        choices.set(choiceKey(key, index), isSame ? before : {weights, choice: new WeightedChoice(weights)});
      }
    }
    this.#choices = choices;
  }

  #state(): MeshState {
    const {services, virtualServices, destinationRules, httpRoutes} = this.#objects;
    return {
      services: [...services.values()],
      virtualServices: [...virtualServices.values()],
      destinationRules: [...destinationRules.values()],
      httpRoutes: [...httpRoutes.values()],
      pods: this.options.running.list(),
    };
  }

  #add(id: string, backend: Backend): void {
    if (this.#backends.has(id)) return;
    this.#backends.set(id, backend);
    this.#proxy.addBackend({version: id, url: backend.pod.url});
  }

  #choose(request: IncomingMessage): string | ProxyFailure {
    const {headers, url = '/'} = request;
    const way = wayOf(headers.host ?? '', url, this.#entries);
    if (!way) return nowhere(headers.host ?? '', this.#entries);
    const asked = {path: way.url.replace(/\?.*$/s, ''), headers};
    const index = way.entry.rules.findIndex((rule) => isFor(rule, asked));
    if (index < 0) return NO_RULE;
    const id = this.#choices.get(choiceKey(way.entry.key, index))?.choice.next();
    if (id === undefined) return NO_VERSION;
    request.url = way.url;
    return id === NO_POD ? NO_POD_ANSWERS : id;
  }

  /**
   * What became of the requests to a Deployment's Pods, by whatever Service, as long as it has Pods of the same template.
   *
   * @param namespace undefined: in any
   */
  results(workload: string, namespace?: string): VersionResult[] {
    const isMeant = (pod: RunningPod) =>
      pod.workload === workload && (namespace === undefined || pod.namespace === namespace);
    const templates = new Set(
      this.options.running
        .list()
        .filter(isMeant)
        .map(({template}) => template),
    );
    const results = this.#proxy.results();
    return [...this.#backends].flatMap(([id, {pod}]) =>
      templates.has(pod.template) ? (results.get(id) ?? []) : [],
    );
  }
}

function choiceKey(entry: string, rule: number): string {
  return `${entry} ${rule}`;
}

function isFor(rule: Rule, asked: RoutedRequest): boolean {
  return rule.matches.length === 0 || rule.matches.some((match) => matches(match, asked));
}

const NO_RULE: ProxyFailure = {status: 404, text: 'no rule of the router is for this request\n'};
const NO_POD_ANSWERS: ProxyFailure = {status: 503, text: 'no Pod answers for this version\n'};

function nowhere(host: string, entries: readonly Entry[]): ProxyFailure {
  const hosts = entries.flatMap(({hosts: [first = ''], isVersion}) => (isVersion ? [] : first));
  const known = hosts.length === 0 ? 'there is none yet' : `there are ${hosts.join(', ')}`;
  return {status: 404, text: `no Service for host ${JSON.stringify(host)}: ${known}\n`};
}
