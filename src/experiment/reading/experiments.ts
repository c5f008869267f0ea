import {Iter8Error} from '../../errors.js';
import {FieldError} from '../field.js';
import type {Experiment} from '../model.js';
import {GROUP, parseExperiment} from '../parse.js';
import {apiVersionOf, describeKind, kindOf, type Resource} from './resource.js';
import {positionAt, type SourceText} from './source.js';

/**
 * All Kubernetes objects of a text, YAML or JSON, whatever their kind. Only the reader that is needed is loaded.
 *
 * @throws Iter8Error INVALID with file:line:column
 */
export async function* readResources(source: SourceText): AsyncGenerator<Resource> {
  if (source.text.trim() === '') {
    const hint = 'what should be read? for example: kubectl get experiment NAME -o yaml | iter8ctl describe -f -';
    throw new Iter8Error('INVALID', `${source.name} is empty`, hint);
  }
  if (JSON_START.test(source.text)) yield* (await import('./json-resources.js')).readJson(source);
  else yield* (await import('./yaml-resources.js')).readYaml(source);
}

/** A bracket and then a quote or a bracket: `{kind: Experiment}` is YAML that only begins like JSON. */
const JSON_START = /^\s*[{[]\s*["{}[\]]/;

/**
 * The Experiments of a text in their order; other kinds beside them are passed over.
 *
 * @throws Iter8Error INVALID if there is none, or with file:line:column of a mistake in one
 */
export async function* readExperiments(source: SourceText): AsyncGenerator<Experiment> {
  const others: string[] = [];
  let found = 0;
  for await (const resource of readResources(source)) {
    if (isExperiment(resource)) {
      found += 1;
      yield await atPosition(resource, () => parseExperiment(resource.value));
    } else if (others.length < 5) {
      others.push(describeKind(resource.value));
    }
  }
  if (found > 0) return;
  const what = others.length > 0 ? `only ${others.join(', ')}` : 'an empty list';
  const hint = `an Experiment has kind: Experiment and apiVersion: ${GROUP}/v2alpha2`;
  throw new Iter8Error('INVALID', `no Experiment in ${source.name}: ${what}`, hint);
}

function isExperiment({value}: Resource): boolean {
  return kindOf(value) === 'Experiment' && apiVersionOf(value).startsWith(`${GROUP}/`);
}

/**
 * What `read` makes of a resource.
 *
 * @throws Iter8Error with file:line:column when `read` throws one
 */
export async function atPosition<T>(resource: Resource, read: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    const {offsetOf} = await import('./yaml-text.js');
    const path = error instanceof FieldError ? error.path : ['apiVersion'];
    const where = positionAt(resource.source, offsetOf(resource, path));
    throw new Iter8Error(error.code, `${where}: ${error.message}`, error.hint, {cause: error});
  }
}
