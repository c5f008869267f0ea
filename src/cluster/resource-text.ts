/** A kind as somebody names it on a command line. */
export interface ResourceText {
  /** Plural, singular, kind or short name, in lower case. */
  readonly name: string;
  /** Undefined: any. */
  readonly version?: string | undefined;
  /** The group, or its beginning; undefined: any. */
  readonly group?: string | undefined;
}

/**
 * What kubectl's `TYPE[.VERSION][.GROUP]` may mean, in the order in which it tries: `deployments.v1.apps` has a version,
 * `services.serving.knative.dev` only looks like it.
 */
export function readResourceText(text: string): readonly ResourceText[] {
  const [name = '', ...rest] = text.toLowerCase().split('.');
  const [version, ...group] = rest;
  const withGroup = {name, group: rest.join('.') || undefined};
  return group.length === 0 ? [withGroup] : [{name, version, group: group.join('.') || undefined}, withGroup];
}

/** Those of the groups that are meant: the very one first, then those that begin so. */
export function meantGroups(groups: readonly string[], {group = ''}: ResourceText): readonly string[] {
  const meant = groups.filter((each) => each.startsWith(group));
  return group !== '' && meant.includes(group) ? [group, ...meant.filter((each) => each !== group)] : meant;
}
