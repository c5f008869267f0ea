import {dashboard} from './grafana.js';

/** @typedef {import('./grafana.js').PanelSketch} PanelSketch */
/** @typedef {import('./grafana.js').Query} Query */

const OWN = '{job=~"$job", instance=~"$instance"}';
const WINDOW = '[$__rate_interval]';
const WHOLE_TIME = '[$__range]';
const STAT = /** @type {const} */ ({type: 'stat', height: 4});
const LINES = /** @type {const} */ ({type: 'timeseries', width: 12, height: 8});

/** What the controller tells of itself (src/engine/controller/controller-metrics.ts). */
export function controllerDashboard() {
  return dashboard({
    uid: 'iter8ctl-controller',
    title: 'iter8ctl controller',
    description: 'Whether the engine of iter8ctl keeps up: experiments, delays, metric backends, failures, memory',
    range: '6h',
    variables: [
      {name: 'job', label: 'Job', query: 'label_values(iter8_leader, job)'},
      {
        name: 'instance',
        label: 'Process',
        query: 'label_values(iter8_leader{job=~"$job"}, instance)',
        multi: true,
        all: true,
      },
    ],
    panels: [...STATE, ...EXPERIMENTS, ...BACKENDS, ...PROCESS],
  });
}

const LEADER_WORDS = [
  {
    type: 'value',
    options: {0: {text: 'nobody', color: 'red', index: 0}, 1: {text: 'one', color: 'green', index: 1}},
  },
];

/** @type {readonly PanelSketch[]} */
const STATE = [
  {
    ...STAT,
    width: 4,
    title: 'Leaders',
    description: 'Processes that run experiments: one, but for the seconds of a change.',
    unit: 'short',
    mappings: LEADER_WORDS,
    queries: [{expr: `sum(iter8_leader${OWN})`, legend: 'leaders'}],
  },
  {
    ...STAT,
    width: 4,
    title: 'Experiments under way',
    description: 'Experiments that have not ended.',
    unit: 'short',
    queries: [{expr: `sum(iter8_running_experiments${OWN})`, legend: 'experiments'}],
  },
  {
    ...STAT,
    width: 16,
    title: 'Verdicts',
    description: 'Experiments that ended in the time shown, by what came out.',
    unit: 'short',
    decimals: 0,
    queries: [
      {expr: `sum by (outcome) (increase(iter8_verdicts_total${OWN}${WHOLE_TIME}))`, legend: '{{outcome}}'},
    ],
  },
];

/** @type {readonly PanelSketch[]} */
const EXPERIMENTS = [
  {
    ...LINES,
    title: 'Experiments and queue',
    description: 'Experiments that have not ended, and those of them that are due and have no worker.',
    unit: 'short',
    queries: [
      {expr: `sum(iter8_running_experiments${OWN})`, legend: 'under way'},
      {expr: `sum(iter8_queue_depth${OWN})`, legend: 'in the queue'},
    ],
  },
  {
    ...LINES,
    title: 'Delay of iterations',
    description: 'From the time when an experiment was due to the time when a worker took it.',
    unit: 's',
    queries: quantiles('iter8_iteration_lag_seconds'),
  },
];

/** @type {readonly PanelSketch[]} */
const BACKENDS = [
  {
    ...LINES,
    title: 'Time of metric queries',
    description: 'Time of requests to metric backends.',
    unit: 's',
    queries: quantiles('iter8_metric_query_duration_seconds'),
  },
  {
    ...LINES,
    title: 'Metric queries without a value',
    description: 'Requests to metric backends without a usable answer, by cause, beside all requests.',
    unit: 'reqps',
    queries: [
      {
        expr: `sum by (cause) (rate(iter8_metric_query_failures_total${OWN}${WINDOW}))`,
        legend: 'failed: {{cause}}',
      },
      {expr: `sum(rate(iter8_metric_query_duration_seconds_count${OWN}${WINDOW}))`, legend: 'all'},
    ],
  },
  {
    ...LINES,
    title: 'Conflicts and stopped runs',
    description:
      'Writes decided anew because somebody else had changed the experiment; runs that an error stopped.',
    unit: 'ops',
    queries: [
      {expr: `sum(rate(iter8_status_conflicts_total${OWN}${WINDOW}))`, legend: 'conflicts'},
      {expr: `sum(rate(iter8_run_failures_total${OWN}${WINDOW}))`, legend: 'stopped runs'},
    ],
  },
];

/** @type {readonly PanelSketch[]} */
const PROCESS = [
  {
    ...LINES,
    title: 'Memory',
    description: 'Resident memory of each process, and what of it the heap of JavaScript uses.',
    unit: 'bytes',
    queries: [
      {expr: `process_resident_memory_bytes${OWN}`, legend: '{{instance}} resident'},
      {expr: `nodejs_heap_size_used_bytes${OWN}`, legend: '{{instance}} heap'},
    ],
  },
  {
    ...LINES,
    title: 'CPU',
    description: 'Share of one core that each process uses.',
    unit: 'percentunit',
    queries: [{expr: `rate(process_cpu_seconds_total${OWN}${WINDOW})`, legend: '{{instance}}'}],
  },
  {
    ...LINES,
    title: 'Lag of the event loop',
    description: '99th percentile of how late timers fire in each process.',
    unit: 's',
    queries: [{expr: `nodejs_eventloop_lag_p99_seconds${OWN}`, legend: '{{instance}}'}],
  },
];

/** @param {string} histogram @returns {readonly Query[]} */
function quantiles(histogram) {
  return [0.5, 0.95, 0.99].map((quantile) => ({
    expr: `histogram_quantile(${quantile}, sum by (le) (rate(${histogram}_bucket${OWN}${WINDOW})))`,
    legend: `p${100 * quantile}`,
  }));
}
