import {readFile} from 'node:fs/promises';
import {transform} from 'esbuild';
import {Formulas} from './formulas.js';
import {dashboard} from './grafana.js';

const STACKS_SOURCE = 'src/metrics/ready-made/stacks.ts';

/** @typedef {import('../../src/metrics/ready-made/stacks.js').Stack} Stack */
/** @typedef {import('../../src/metrics/ready-made/stacks.js').StackName} StackName */
/** @typedef {import('./grafana.js').PanelSketch} PanelSketch */
/** @typedef {import('./grafana.js').VariableSketch} VariableSketch */

/**
 * The labels by which a stack tells versions apart, and by which their lists are narrowed.
 *
 * @typedef {{uid: string, title: string, version: string, versionName: string, namespace?: string, service?: string}} Shown
 */

/** @type {Readonly<Partial<Record<StackName, Shown>>>} */
const SHOWN = {
  istio: {
    uid: 'iter8-metrics',
    title: 'Iter8 Metrics',
    version: 'destination_workload',
    versionName: 'workload',
    namespace: 'destination_workload_namespace',
    service: 'destination_service_name',
  },
  knative: {
    uid: 'iter8-metrics-knative',
    title: 'Iter8 Metrics (Knative)',
    version: 'revision_name',
    versionName: 'revision',
    namespace: 'namespace_name',
    service: 'service_name',
  },
  kserve: {
    uid: 'iter8-metrics-kserve',
    title: 'Iter8 Metrics (KServe)',
    version: 'namespace_name',
    versionName: 'namespace',
    service: 'service_name',
  },
  seldon: {
    uid: 'iter8-metrics-seldon',
    title: 'Iter8 Metrics (Seldon)',
    version: 'seldon_deployment_id',
    versionName: 'SeldonDeployment',
    namespace: 'kubernetes_namespace',
  },
  linkerd: {
    uid: 'iter8-metrics-linkerd',
    title: 'Iter8 Metrics (Linkerd)',
    version: 'deployment',
    versionName: 'Deployment',
    namespace: 'namespace',
  },
  'gateway-api': {
    uid: 'iter8-metrics-gateway-api',
    title: 'Iter8 Metrics (Gateway API)',
    version: 'envoy_cluster_name',
    versionName: 'cluster of Envoy',
  },
};

/** One for each stack that has ready-made metrics: what these compute, over time and beside each other. */
export async function versionsDashboards() {
  const stacks = await readStacks();
  return Object.entries(SHOWN).map(([name, shown]) => {
    const {uid, title} = shown;
    const description = `How the versions of a service answer, by the metrics of iter8ctl install --metrics ${name}`;
    const stack = stacks[/** @type {StackName} */ (name)];
    return dashboard({
      uid,
      title,
      description,
      range: '1h',
      variables: variablesOf(stack, shown),
      panels: panelsOf(stack, shown),
    });
  });
}

/** @returns {Promise<Readonly<Record<StackName, Stack>>>} */
async function readStacks() {
  const {code} = await transform(await readFile(STACKS_SOURCE, 'utf8'), {loader: 'ts', format: 'esm'});
  const {STACKS} = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return STACKS;
}

/** Each narrows those that follow. @param {Stack} stack @param {Shown} shown @returns {VariableSketch[]} */
function variablesOf({requests}, {version, versionName, namespace, service}) {
  const inNamespace = namespace === undefined ? '' : `${namespace}="$namespace"`;
  const ofService = service === undefined ? '' : `${service}=~"$service"`;
  const versions = labelValues(requests, [inNamespace, ofService], version);
  const variables = [
    namespace ? {name: 'namespace', label: 'Namespace', query: labelValues(requests, [], namespace)} : [],
    service ? {name: 'service', label: 'Service', query: labelValues(requests, [inNamespace], service), all: inNamespace !== ''} : [],
    {name: 'baseline', label: `Baseline (${versionName})`, query: versions},
    {name: 'candidate', label: 'Candidates', query: versions, regex: '/^(?!${baseline}$).*/', multi: true},
  ]; // prettier-ignore
  return variables.flat();
}

/** @param {string} metric @param {readonly string[]} matchers @param {string} label */
function labelValues(metric, matchers, label) {
  const written = matchers.filter((matcher) => matcher !== '').join(', ');
  return `label_values(${written === '' ? metric : `${metric}{${written}}`}, ${label})`;
}

const ROLES = /** @type {const} */ (['baseline', 'candidate']);

const WINDOW = '[$__rate_interval]';
const WHOLE_TIME = '[$__range]';
const QUANTILES = [0.5, 0.95, 0.99];

/** @param {Stack} stack @param {Shown} shown @returns {PanelSketch[]} */
function panelsOf(stack, shown) {
  /** @param {(formulas: Formulas) => string} formula */
  const each = (formula, suffix = '') =>
    ROLES.map((role) => {
      return {
        expr: formula(new Formulas(stack, shown, role)),
        legend: `{{${shown.version}}} (${role})${suffix}`,
      };
    });
  const latency = stack.latency.unit === 'seconds' ? 's' : 'ms';
  const percentiles = QUANTILES.flatMap((quantile) =>
    each((of) => of.quantile(quantile, WINDOW), ` p${100 * quantile}`),
  );
  return [
    {...whole('Requests', 'short', each((of) => of.count(WHOLE_TIME))), decimals: 0},
    whole('Error rate', 'percentunit', each((of) => of.errorRate(WHOLE_TIME))),
    whole('Mean latency', latency, each((of) => of.mean(WHOLE_TIME))),
    whole('95th percentile of latency', latency, each((of) => of.quantile(0.95, WHOLE_TIME))),
    {...lines('Traffic split', SPLIT, 'percentunit', each((of) => of.share(WINDOW))), max: 1, isStacked: true},
    lines('Request rate', 'Requests to each version.', 'reqps', each((of) => of.rate(WINDOW))),
    lines('Mean latency over time', 'Mean time to answer.', latency, each((of) => of.mean(WINDOW))),
    lines('Latency percentiles', 'Half, 95 % and 99 % of the requests take at most this.', latency, percentiles),
    lines('Error rate over time', 'Share of the answers that are errors.', 'percentunit', each((of) => of.errorRate(WINDOW))),
    lines('Errors', 'Answers that are errors.', 'reqps', each((of) => of.errors(WINDOW))),
  ]; // prettier-ignore
}

const SPLIT =
  'Share of the requests that each version gets: what the weights come to. The one that lost falls to 0.';

/** @param {string} title @param {string} unit @param {PanelSketch['queries']} queries @returns {PanelSketch} */
function whole(title, unit, queries) {
  const description = 'Over the whole time shown, as an experiment of that time computes it.';
  return {type: 'stat', title, description, unit, queries, width: 6, height: 5};
}

/** @param {string} title @param {string} description @param {string} unit @param {PanelSketch['queries']} queries @returns {PanelSketch} */
function lines(title, description, unit, queries) {
  return {type: 'timeseries', title, description, unit, queries, width: 12, height: 8};
}
