import {parseGoDuration} from '../../experiment/go-duration.js';
import {setPathProblem} from '../../experiment/helm-inputs.js';
import {isList, isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {parseTemplate, TemplateError} from '../../experiment/task-template.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {ItemContext} from '../task.js';
import {isOfSecret, templateData} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {fillArgument} from '../template/fill.js';

/** What an item asks of helm, placeholders filled in. */
export interface HelmRequest {
  readonly release: string;
  readonly namespace: string;
  /** A path, the name of a chart in `repo` or in a repository that helm knows, or `oci://…`. */
  readonly chart: string;
  /** URL of the repository that has the chart. */
  readonly repo: string | undefined;
  /** Of the chart; undefined: the newest. */
  readonly version: string | undefined;
  /** Paths or URLs; each goes before those before it. */
  readonly valuesFiles: readonly string[];
  /** Go before those of the files. */
  readonly values: JsonObject | undefined;
  /** Path and text of single values, which go before all others. */
  readonly set: readonly (readonly [path: string, value: string])[];
  readonly reuseValues: boolean;
  readonly waits: boolean;
  /** As helm takes it. */
  readonly timeout: string;
  readonly rollbackOnFailure: boolean;
}

const HELM_TIMEOUT = '5m';

/** @throws TemplateError when a placeholder cannot be filled in */
export function helmRequest({inputs}: ActionItem, {experiment, secret}: ItemContext): HelmRequest {
  const data = templateData(experiment, {secret});
  const fill = (text: string) => fillArgument(text, TASK_DELIMITERS, data);
  const fillOpenly = (text: string) => fill(withoutSecret(text));
  const text = (name: string) => {
    const value = inputOf(inputs, name).text();
    return value === undefined ? undefined : fillOpenly(value);
  };
  const isTrue = (name: string, otherwise = false) => inputOf(inputs, name).boolean() ?? otherwise;
  const values = filledValue(inputOf(inputs, 'values').value, fill);
  return {
    release: text('release') ?? '',
    namespace: text('namespace') ?? experiment.namespace,
    chart: text('chart') ?? '',
    repo: text('repo'),
    version: text('version'),
    valuesFiles: inputOf(inputs, 'valuesFiles').items().map((file) => fillOpenly(file.requiredText())),
    values: isObject(values) ? values : undefined,
    set: inputOf(inputs, 'set').items().map((each) => [each.get('name').requiredText(), fill(each.get('value').requiredText())]),
    reuseValues: isTrue('reuseValues'),
    waits: isTrue('wait', true),
    timeout: inputOf(inputs, 'timeout').text() ?? HELM_TIMEOUT,
    rollbackOnFailure: isTrue('rollbackOnFailure'),
  }; // prettier-ignore
}

/** @throws TemplateError for a text that becomes an argument, and has a placeholder for a key of a Secret */
function withoutSecret(text: string): string {
  const pieces = parseTemplate(text, TASK_DELIMITERS);
  const secret = pieces.find((piece) => piece.kind === 'placeholder' && isOfSecret(piece));
  if (secret?.kind !== 'placeholder') return text;
  throw new TemplateError(`${secret.source} would be seen by all on the machine here; use it in values or set`);
}

/** Only texts are filled in: numbers stay numbers, and a text stays a text whatever it is filled in with. */
function filledValue(value: Json | undefined, fill: (text: string) => string): Json | undefined {
  if (typeof value === 'string') return fill(value);
  if (isList(value)) return value.map((each) => filledValue(each, fill) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledValue(each, fill)]));
}

/** How long helm may take for one thing that it waits for, in milliseconds. */
export function helmTimeoutMs({timeout}: Pick<HelmRequest, 'timeout'>): number {
  return 1000 * (parseGoDuration(timeout) ?? 0);
}

/**
 * What is wrong with an item besides its types.
 *
 * @returns in words, after the place of the item
 */
export function checkHelmItem({inputs}: ActionItem): string | undefined {
  const paths = inputOf(inputs, 'set')
    .items()
    .map((each) => each.get('name').text() ?? '');
  const problem = paths.map(setPathProblem).find((each) => each !== undefined);
  return problem === undefined ? undefined : `has a wrong input: with.set: ${problem}`;
}
