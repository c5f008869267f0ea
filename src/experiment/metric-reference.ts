/** Where the original installs itself and its ready-made metrics. */
export const INSTALL_NAMESPACE = 'iter8-system';

/** `namespace/name` → `name`. */
export function bareName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** The one of these names that a reference in the criteria means, as `lookUpMetric` finds it. */
export function metricNamed(
  names: Iterable<string>,
  reference: string,
  experimentNamespace: string,
): string | undefined {
  return lookUpMetric(new Map([...names].map((name) => [name, name])), reference, experimentNamespace);
}

/**
 * The entry of `byMetric` that a reference in the criteria means: as written, else in the experiment's namespace, else in
 * the install namespace, else the only one of that name in any namespace.
 *
 * @see weakness 5 of the original: a bare name was fetched as `namespace/name` and then never matched
 */
export function lookUpMetric<T>(
  byMetric: ReadonlyMap<string, T>,
  reference: string,
  experimentNamespace: string,
): T | undefined {
  if (byMetric.has(reference)) return byMetric.get(reference);
  if (reference.includes('/')) {
    const name = bareName(reference);
    return reference === `${experimentNamespace}/${name}` ? byMetric.get(name) : undefined;
  }
  for (const namespace of [experimentNamespace, INSTALL_NAMESPACE]) {
    const spelling = `${namespace}/${reference}`;
    if (byMetric.has(spelling)) return byMetric.get(spelling);
  }
  const sameName = [...byMetric.keys()].filter((key) => key.endsWith(`/${reference}`));
  return sameName.length === 1 ? byMetric.get(sameName[0]!) : undefined;
}
