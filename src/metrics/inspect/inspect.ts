import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {Experiment} from '../../experiment/model.js';
import {parseHistograms} from '../builtin/histogram.js';
import {createHttpClient} from '../http/client.js';
import {JqThread} from '../jq/thread.js';
import {fullNameOf, type Metric} from '../metric.js';
import {type QueryContext, type QueryTrace, traceQuery} from '../query.js';
import type {SecretReader} from '../secrets.js';
import type {QueriedVersion} from '../template.js';
import {queriedVersions} from '../version.js';

/** A metric to query, and what is known for its placeholders. */
export interface InspectionPlan {
  readonly metric: Metric;
  /** Brings versions, their variables, and the histograms of built-in metrics; undefined: there is none. */
  readonly experiment: Experiment | undefined;
  /** Name of the one version to ask for; undefined: all of the experiment. */
  readonly version: string | undefined;
  /** Go before the variables of the versions. */
  readonly variables: ReadonlyMap<string, string>;
  readonly elapsedSeconds: number;
  readonly readSecret: SecretReader;
  /** PEM; undefined: the usual certificates. */
  readonly extraCertificates: string | undefined;
}

/** One query, whole, for the eyes of who asked for it. */
export interface Inspection {
  /** `namespace/name`. */
  readonly metric: string;
  readonly version: string;
  readonly expression: string | undefined;
  readonly trace: QueryTrace;
}

/**
 * Queries a metric for each version in turn.
 *
 * @throws Iter8Error INVALID when the experiment has no such version, or none at all
 */
export async function inspectMetric(plan: InspectionPlan): Promise<Inspection[]> {
  const {metric, extraCertificates} = plan;
  const certificates = extraCertificates === undefined ? {} : {extraCertificates};
  const http = createHttpClient({policy: {allowPrivate: true}, ...certificates});
  const jq = new JqThread();
  const expression = metric.source.kind === 'query' ? metric.source.jqExpression : undefined;
  const [context, versions] = [contextOf(plan), versionsOf(plan)];
  const deps = {http, jq, readSecret: plan.readSecret};
  const inspections: Inspection[] = [];
  try {
    for (const version of versions) {
      const trace = await traceQuery({metric, version, context}, deps);
      inspections.push({metric: fullNameOf(metric), version: version.name, expression, trace});
    }
  } finally {
    await jq.close();
  }
  return inspections;
}

function contextOf({experiment, elapsedSeconds}: InspectionPlan): QueryContext {
  if (!experiment) return {elapsedSeconds};
  const block = new Field(experiment.source).get('status', 'analysis', 'aggregatedBuiltinHists');
  return {elapsedSeconds, histograms: parseHistograms(block)};
}

function versionsOf({experiment, version, variables}: InspectionPlan): QueriedVersion[] {
  const known = experiment ? queriedVersions(experiment) : [{name: version ?? 'default', variables: new Map()}];
  const asked = known.filter(({name}) => version === undefined || name === version);
  if (asked.length === 0) {
    const names = known.map(({name}) => name).join(', ');
    const what =
      version === undefined ? 'the experiment has no versions' : `the experiment has no version "${version}"`;
    throw new Iter8Error('INVALID', what, names === '' ? 'name one with --version' : `its versions are ${names}`);
  }
  return asked.map((one) => ({...one, variables: new Map([...one.variables, ...variables])}));
}
