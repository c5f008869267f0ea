import {isDeepStrictEqual} from 'node:util';
import type {Json, JsonObject} from '../../../experiment/json.js';
import {type Cause, forbiddenValue, invalidValue, requiredValue, unsupportedValue} from '../causes.js';
import {namespaceOf, objectOf, objectsOf, textOf, valueAt} from '../object.js';
import {requireBase64, requireMicroTime, requireTexts} from './decode.js';

/**
 * What a real server refuses in an object of a built-in kind, as far as programs get it wrong easily.
 *
 * @throws ApiError 400 for what cannot be read at all
 */
export type Check = (object: JsonObject, before: JsonObject | undefined) => readonly Cause[];

export const unchecked: Check = () => [];

function required(field: string, value: Json | undefined): readonly Cause[] {
  return value === undefined || value === null || value === '' ? [requiredValue(field)] : [];
}

function oneOf(field: string, value: Json | undefined, supported: readonly string[]): readonly Cause[] {
  return supported.includes(textOf(value)) ? [] : [unsupportedValue(field, textOf(value), supported)];
}

function unchangeable(field: string, before: Json | undefined, after: Json | undefined): readonly Cause[] {
  return isDeepStrictEqual(before, after) ? [] : [invalidValue(field, after ?? null, 'field is immutable')];
}

export const checkConfigMap: Check = (object, before) => {
  requireTexts(object, object.data, 'ConfigMap.data');
  return before ? whereImmutable(before, object) : [];
};

export const checkSecret: Check = (object, before) => {
  requireBase64(object, object.data);
  if (!before) return [];
  return [...unchangeable('type', before.type, object.type), ...whereImmutable(before, object)];
};

function whereImmutable(before: JsonObject, after: JsonObject): readonly Cause[] {
  if (before.immutable !== true) return [];
  const changed = (['data', 'binaryData', 'immutable'] as const).filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  );
  return changed.map((field) => forbiddenValue(field, 'field is immutable when `immutable` is set'));
}

export const checkBinding: Check = (binding, before) => {
  if (!before || isDeepStrictEqual(before.roleRef, binding.roleRef)) return [];
  return [invalidValue('roleRef', binding.roleRef ?? null, 'cannot change roleRef')];
};

export const checkLease: Check = (lease) => {
  requireMicroTime(lease, 'spec', 'acquireTime');
  requireMicroTime(lease, 'spec', 'renewTime');
  const seconds = valueAt(lease, 'spec', 'leaseDurationSeconds');
  if (typeof seconds !== 'number' || seconds > 0) return [];
  return [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')];
};

/** An Event lies in the namespace of what it is about; about what has none, in `default` or `kube-system`. */
export const checkCoreEvent: Check = (event) => {
  requireMicroTime(event, 'eventTime');
  requireMicroTime(event, 'series', 'lastObservedTime');
  return eventPlace(event, valueAt(event, 'involvedObject', 'namespace'), 'involvedObject.namespace');
};

function eventPlace(event: JsonObject, namespace: Json | undefined, field: string): readonly Cause[] {
  const own = namespaceOf(event);
  const about = textOf(namespace);
  const fits = about === '' ? ['default', 'kube-system'].includes(own) : about === own;
  return fits ? [] : [invalidValue(field, about, 'does not match event.namespace')];
}

export const checkGroupEvent: Check = (event, before) => {
  requireMicroTime(event, 'eventTime');
  requireMicroTime(event, 'series', 'lastObservedTime');
  if (before) return [];
  return [
    ...required('eventTime', event.eventTime),
    ...required('reportingController', event.reportingController),
    ...required('reportingInstance', event.reportingInstance),
    ...required('action', event.action),
    ...required('reason', event.reason),
    ...oneOf('type', event.type, ['Normal', 'Warning']),
    ...eventPlace(event, valueAt(event, 'regarding', 'namespace'), 'regarding.namespace'),
  ];
};

export const checkPod: Check = (pod) => containerProblems(objectOf(pod.spec), 'spec');

function containerProblems(podSpec: JsonObject, path: string): readonly Cause[] {
  const containers = objectsOf(podSpec.containers);
  if (containers.length === 0) return required(`${path}.containers`, undefined);
  return containers.flatMap(({name, image}, index) => [
    ...required(`${path}.containers[${index}].name`, name),
    ...required(`${path}.containers[${index}].image`, image),
  ]);
}

export const checkDeployment: Check = (object, before) => {
  const spec = objectOf(object.spec);
  return [
    ...required('spec.selector', spec.selector),
    ...selectorProblems(spec),
    ...templateProblems(spec),
    ...(before ? unchangeable('spec.selector', valueAt(before, 'spec', 'selector'), spec.selector) : []),
  ];
};

function selectorProblems(spec: JsonObject): readonly Cause[] {
  const labels = objectOf(valueAt(spec, 'template', 'metadata', 'labels'));
  const wanted = Object.entries(objectOf(valueAt(spec, 'selector', 'matchLabels')));
  if (wanted.every(([key, value]) => labels[key] === value)) return [];
  return [invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
}

function templateProblems(spec: JsonObject): readonly Cause[] {
  return containerProblems(objectOf(valueAt(spec, 'template', 'spec')), 'spec.template.spec');
}

export const checkJob: Check = (object, before) => {
  const spec = objectOf(object.spec);
  const policy = valueAt(spec, 'template', 'spec', 'restartPolicy');
  return [
    ...templateProblems(spec),
    ...oneOf('spec.template.spec.restartPolicy', policy, ['OnFailure', 'Never']),
    ...(before ? unchangeable('spec.template', valueAt(before, 'spec', 'template'), spec.template) : []),
  ];
};
