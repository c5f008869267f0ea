import {Counter, Gauge, Histogram, Registry, collectDefaultMetrics} from 'prom-client';
import type {Outcome} from '../../analysis/verdict.js';
import type {UnavailableCause} from '../../metrics/outcome.js';

const OUTCOMES: Readonly<Record<Outcome, 0>> = {
  candidateWon: 0,
  baselineWon: 0,
  noWinner: 0,
  failed: 0,
  undecided: 0,
};

const CAUSES: Readonly<Record<UnavailableCause, 0>> = {
  definition: 0,
  secret: 0,
  unreachable: 0,
  forbidden: 0,
  status: 0,
  answer: 0,
  expression: 0,
  aborted: 0,
};

/** What the controller tells of itself in Prometheus' format. */
export class ControllerMetrics {
  readonly #registry = new Registry();

  readonly iterationLag = new Histogram({
    name: 'iter8_iteration_lag_seconds',
    help: 'From the time when an experiment was due to the time when a worker took it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.#registry],
  });

  readonly queryDuration = new Histogram({
    name: 'iter8_metric_query_duration_seconds',
    help: 'Time of a request to a metric backend.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.#registry],
  });

  readonly queryFailures = new Counter({
    name: 'iter8_metric_query_failures_total',
    help: 'Requests to metric backends without a usable answer.',
    labelNames: ['cause'] as const,
    registers: [this.#registry],
  });

  readonly verdicts = new Counter({
    name: 'iter8_verdicts_total',
    help: 'Experiments that ended, by what came out.',
    labelNames: ['outcome'] as const,
    registers: [this.#registry],
  });

  readonly conflicts = new Counter({
    name: 'iter8_status_conflicts_total',
    help: 'Writes of a status that were decided anew because somebody else had changed the experiment.',
    registers: [this.#registry],
  });

  readonly runFailures = new Counter({
    name: 'iter8_run_failures_total',
    help: 'Runs that stopped with an error and are tried again.',
    registers: [this.#registry],
  });

  readonly #leader = new Gauge({
    name: 'iter8_leader',
    help: '1 while this process leads.',
    registers: [this.#registry],
  });

  /** All series are there from the beginning: Prometheus sees no growth in one that begins with its first event. */
  constructor() {
    for (const [outcome, none] of Object.entries(OUTCOMES)) this.verdicts.inc({outcome}, none);
    for (const [cause, none] of Object.entries(CAUSES)) this.queryFailures.inc({cause}, none);
  }

  /** Memory, CPU and event loop of this process too. */
  observeProcess(): void {
    collectDefaultMetrics({register: this.#registry});
  }

  set isLeader(value: boolean) {
    this.#leader.set(value ? 1 : 0);
  }

  /** Asked at each scrape. */
  observe(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(value()),
    });
  }

  async text(): Promise<string> {
    return this.#registry.metrics();
  }

  readonly contentType = this.#registry.contentType;
}
