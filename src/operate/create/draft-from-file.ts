import {Iter8Error} from '../../errors.js';
import {compact, objectOf, omit} from '../../experiment/convert/conversion.js';
import {convertResource} from '../../experiment/convert/convert.js';
import {formatPath} from '../../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {GROUP, parseExperiment} from '../../experiment/parse.js';
import {atPosition, readResources} from '../../experiment/reading/experiments.js';
import {apiVersionOf, describeKind, kindOf, type Resource} from '../../experiment/reading/resource.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {type Diagnosis, examine} from '../../experiment/validate/diagnosis.js';
import {fixText} from '../../experiment/validate/fix/fix-text.js';
import type {Draft} from './draft.js';
import {legacyRouting} from './legacy-routing.js';
import {parseKeyValues} from './flag-texts.js';

/** What the command line says besides the file. */
export interface FileRequest {
  /** Instead of the file's name. */
  readonly name?: string | undefined;
  /** Whether the server ends the name. */
  readonly isNameGenerated: boolean;
  readonly namespace?: string | undefined;
  /** `KEY=VALUE`, besides those of the file. */
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
}

/**
 * The only Experiment of a text, of any generation. What nobody could mean otherwise is repaired on the way, with a
 * warning; the file stays as it is.
 *
 * @throws Iter8Error INVALID if there is none, or more than one, or one that cannot be read
 */
export async function draftFromFile(source: SourceText, request: FileRequest): Promise<Draft> {
  const fixed = await fixText(source);
  const {diagnoses} = await examine(fixed.source);
  const {experiment, others} = await onlyExperiment(fixed.source, diagnoses);
  requireNamespace(experiment, request);
  const linesOf = (severity: Diagnosis['severity']) =>
    diagnoses.filter((diagnosis) => diagnosis.severity === severity).map(diagnosisLine);
  const repairs = fixed.repairs.map((repair) => `${repair}, as iter8ctl validate --fix does`);
  const passedOver = others.map((kind) => `${source.name}: passed over ${kind}; kubectl apply creates it`);
  const mistakes = linesOf('error');
  const original = forCreation(experiment.value, request);
  if (mistakes.length > 0) return {resource: original, original, warnings: repairs, mistakes};
  const {resource, losses} = await converted(experiment);
  return {
    resource: forCreation(resource, request),
    original,
    warnings: [...repairs, ...linesOf('warning'), ...losses, ...passedOver],
    mistakes,
    routing: legacyRouting(parseExperiment(experiment.value)),
  };
}

function diagnosisLine({file, line, column, field, message}: Diagnosis): string {
  return `${file}:${line}:${column}: ${field ? `${field}: ${message}` : message}`;
}

async function onlyExperiment(
  source: SourceText,
  diagnoses: readonly Diagnosis[],
): Promise<{experiment: Resource; others: string[]}> {
  const experiments: Resource[] = [];
  const others: string[] = [];
  for await (const resource of readResources(source)) {
    if (isExperiment(resource)) experiments.push(resource);
    else others.push(describeKind(resource.value));
  }
  const [experiment, another] = experiments;
  if (experiment && !another) return {experiment, others};
  const problem = experiment
    ? `${experiments.length} Experiments in ${source.name}, and only one can be created`
    : `no Experiment in ${source.name}`;
  const [mistake] = experiment ? [] : diagnoses.map(diagnosisLine);
  throw new Iter8Error('INVALID', problem, mistake ?? 'for other things: kubectl apply -f FILE');
}

/** As kubectl: a flag that says otherwise than the file is rather a mistake than a wish. */
function requireNamespace({value, source}: Resource, {namespace}: FileRequest): void {
  const {metadata} = value;
  const own = isObject(metadata) ? metadata.namespace : undefined;
  if (typeof own !== 'string' || namespace === undefined || own === namespace) return;
  throw new Iter8Error(
    'INVALID',
    `the Experiment in ${source.name} is of namespace "${own}", not "${namespace}"`,
    `say --namespace=${own}, or change the file`,
  );
}

function isExperiment({value}: Resource): boolean {
  return kindOf(value) === 'Experiment' && apiVersionOf(value).startsWith(`${GROUP}/`);
}

/** As v2alpha2, with a line for each thing that has no counterpart there. */
async function converted(experiment: Resource): Promise<{resource: JsonObject; losses: string[]}> {
  const result = await atPosition(experiment, () => convertResource(experiment.value));
  if (result.kind !== 'converted') return {resource: experiment.value, losses: []};
  const losses = result.losses.map(
    ({path, reason}) => `${experiment.source.name}: ${formatPath(path)}: ${reason}`,
  );
  return {resource: result.resource, losses};
}

/** What a server writes is nothing to create with: `kubectl get -o yaml` prints all of it. */
const OF_THE_SERVER = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'];

function forCreation(resource: JsonObject, request: FileRequest): JsonObject {
  const {namespace, labels, annotations} = request;
  const metadata = omit(objectOf(resource.metadata), ...OF_THE_SERVER);
  return {
    ...omit(resource, 'status'),
    metadata: compact({
      ...metadata,
      ...nameFor(metadata, request),
      namespace: metadata.namespace ?? namespace,
      labels: withMore(metadata.labels, parseKeyValues(labels, 'label')),
      annotations: withMore(metadata.annotations, parseKeyValues(annotations, 'annotation')),
    }),
  };
}

function nameFor(metadata: JsonObject, {name, isNameGenerated}: FileRequest): JsonObject {
  const given = name ?? metadata.name;
  if (typeof given !== 'string') return {};
  return isNameGenerated ? {name: undefined, generateName: `${given}-`} : {name: given};
}

function withMore(present: Json | undefined, more: JsonObject): Json | undefined {
  return Object.keys(more).length === 0 ? present : {...objectOf(present), ...more};
}
