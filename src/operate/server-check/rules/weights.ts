import {ifThere} from '../../../cluster/not-found.js';
import type {ResourceKind} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import type {FieldPath} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import type {Experiment} from '../../../experiment/model.js';
import {doubtfulValue, type Finding, wrongField, wrongValue} from '../../../experiment/validate/finding.js';
import {versionFields} from '../../../experiment/version-fields.js';
import {checkAllowed} from '../../../traffic/policy.js';
import {type WeightReference, weightReferences} from '../../../traffic/references.js';
import {resolveWeightPath} from '../../../traffic/resolve.js';
import {ifAllowed, policyOf, type Rule, type Subject, type World} from '../world.js';

/** Whether the objects with the weights are served and there, may be changed, and have a place for the weight. */
export const checkWeights: Rule = async (subject, world) => {
  const findings = referencesIn(subject.experiment).map((reference) => checkReference(reference, subject, world));
  return (await Promise.all(findings)).flat();
};

/** None where one of them cannot be used, which the text shows. */
function referencesIn(experiment: Experiment): readonly WeightReference[] {
  try {
    return weightReferences(experiment);
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'INVALID') return [];
    throw error;
  }
}

async function checkReference(
  reference: WeightReference,
  subject: Subject,
  world: World,
): Promise<readonly Finding[]> {
  const path = pathOf(reference, subject.experiment);
  const kind = await servedKind(reference, world);
  if (typeof kind === 'string') return [wrongValue({path: [...path, 'kind']}, kind)];
  const refusal = refusalOf(reference, subject, world);
  if (refusal !== undefined) return [wrongField({path}, refusal)];
  const object = await read(kind, reference, world);
  if (object === 'unseen') return [];
  if (!object) return [missing({path: [...path, 'name']}, reference, subject)];
  const problem = placeProblem(object, reference);
  return problem === undefined ? [] : [wrongValue({path: [...path, 'fieldPath']}, problem)];
}

/** @returns a text: why it is of no use */
async function servedKind(reference: WeightReference, {cluster, signal}: World): Promise<ResourceKind | string> {
  const {group, apiVersion, kind: word} = reference;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const kind = await cluster.findKind({group, kind: word, version}, {signal});
  if (!kind) return `the cluster serves no ${word} of ${apiVersion}; see: kubectl api-resources`;
  if (!kind.isNamespaced) return `a ${word} belongs to no namespace, and only objects of namespaces are changed`;
  return kind;
}

/** Of the reference, as it is written. */
function pathOf({version}: WeightReference, {source}: Experiment): FieldPath {
  const field = versionFields(source).find((each) => each.get('name').value === version);
  return [...(field?.path ?? ['spec']), 'weightObjRef'];
}

function refusalOf(reference: WeightReference, {experiment}: Subject, world: World): string | undefined {
  try {
    checkAllowed(reference, experiment, policyOf(world));
    return undefined;
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    return `${error.message}; ${error.hint ?? ''}`;
  }
}

async function read(
  kind: ResourceKind,
  {namespace, name}: WeightReference,
  world: World,
): Promise<JsonObject | 'unseen' | undefined> {
  const {cluster, signal, inFiles} = world;
  const own = inFiles.get({...kind, namespace, name});
  if (own) return own;
  const look = ifThere(cluster.get(kind, {namespace, name}, {signal})).then((object) => ({object}));
  const seen = await ifAllowed(world, look);
  return seen ? seen.object : 'unseen';
}

/** A start action may bring it; without one there is nothing to read the weights from. */
function missing(at: {path: FieldPath}, {kind, namespace, name}: WeightReference, {tasks}: Subject): Finding {
  const words = `there is no ${kind} ${namespace}/${name}`;
  const mayCome = tasks.some(({key}) => key === 'start');
  if (mayCome) return doubtfulValue(at, `${words}, so the start action has to bring it`);
  return wrongValue(at, `${words}, which is to split the traffic`);
}

function placeProblem(object: JsonObject, {path}: WeightReference): string | undefined {
  try {
    resolveWeightPath(object, path);
    return undefined;
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    return error.message;
  }
}
