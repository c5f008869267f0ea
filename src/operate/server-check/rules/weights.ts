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
  const {group, apiVersion, kind: word} = reference;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const kind = await world.cluster.findKind({group, kind: word, version}, {signal: world.signal});
  const at = (key: string) => ({path: [...path, key]});
  if (!kind)
    return [wrongValue(at('kind'), `the cluster serves no ${word} of ${apiVersion}; see: kubectl api-resources`)];
  if (!kind.isNamespaced)
    return [
      wrongValue(at('kind'), `a ${word} belongs to no namespace, and only objects of namespaces are changed`),
    ];
  const refusal = refusalOf(reference, subject, world);
  if (refusal !== undefined) return [wrongField({path}, refusal)];
  const object = await read(kind, reference, world);
  if (object === 'unseen') return [];
  if (!object) return [missing(at('name'), reference, subject)];
  const problem = placeProblem(object, reference);
  return problem === undefined ? [] : [wrongValue(at('fieldPath'), problem)];
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
