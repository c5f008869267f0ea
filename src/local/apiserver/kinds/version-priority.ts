const VERSION = /^v(?<major>\d+)(?:(?<stage>alpha|beta)(?<minor>\d+))?$/;

const STAGES: readonly (string | undefined)[] = ['alpha', 'beta', undefined];

/**
 * The order in which Kubernetes prefers versions: v2, v1, v2beta1, v1alpha2, then the others by name.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
 */
export function byPriority(left: string, right: string): number {
  const [a, b] = [rank(left), rank(right)];
  if (!a || !b) return a ? -1 : b ? 1 : left.localeCompare(right);
  return a.reduce((order, part, index) => order || (b[index] ?? 0) - part, 0);
}

function rank(version: string): readonly number[] | undefined {
  const groups = VERSION.exec(version)?.groups;
  if (!groups) return undefined;
  return [STAGES.indexOf(groups.stage), Number(groups.major), Number(groups.minor ?? 0)];
}
