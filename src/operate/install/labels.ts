import {isObject, type JsonObject} from '../../experiment/json.js';

/** Marks what `install` has made, and so what `uninstall` may remove. */
export const MANAGED_BY = {'app.kubernetes.io/managed-by': 'iter8ctl'} as const;

export const MANAGED_SELECTOR = 'app.kubernetes.io/managed-by=iter8ctl';

export const UNMANAGED_SELECTOR = 'app.kubernetes.io/managed-by!=iter8ctl';

/** Whether `install` has made it. */
export function isManaged({metadata}: JsonObject): boolean {
  const labels = isObject(metadata) ? metadata.labels : undefined;
  return isObject(labels) && labels['app.kubernetes.io/managed-by'] === 'iter8ctl';
}

/** The labels of everything that is installed; `creator` is the original's. */
export const LABELS: JsonObject = {
  'app.kubernetes.io/name': 'iter8',
  'app.kubernetes.io/part-of': 'iter8',
  ...MANAGED_BY,
  creator: 'iter8',
};

/** Labels by which the controller's Pods are found; a Deployment's can never change. */
export const CONTROLLER_LABELS: JsonObject = {
  'app.kubernetes.io/name': 'iter8',
  'app.kubernetes.io/component': 'controller',
};
