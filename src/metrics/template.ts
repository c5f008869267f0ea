/** Name → value of what may stand in a template. */
export type PlaceholderValues = ReadonlyMap<string, string>;

/** A version of the app, as far as metric queries know it. */
export interface QueriedVersion {
  readonly name: string;
  /** Values for placeholders in `params` and `body`. */
  readonly variables: ReadonlyMap<string, string>;
}

const PLACEHOLDER = /\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g;

/**
 * Fills in `$name` and `${name}`; `$$` gives `$`. The longest identifier counts, so `$elapsedTimes` is not
 * `$elapsedTime`. What is unknown or malformed stays as it is.
 *
 * @see Python's string.Template.safe_substitute, which the original uses
 */
export function substitute(template: string, values: PlaceholderValues): string {
  return template.replace(PLACEHOLDER, (whole, dollar?: string, plain?: string, braced?: string) => {
    return dollar ?? values.get(plain ?? braced ?? '') ?? whole;
  });
}

/** The placeholders of a template that have no value and would be sent literally, each once, without `$`. */
export function unknownPlaceholders(template: string, values: PlaceholderValues): string[] {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, , plain, braced]) => plain ?? braced);
  return [...new Set(names.filter((name) => name !== undefined && !values.has(name)))] as string[];
}

/**
 * What may stand in `params` and `body`: the version's name, which a variable called `name` overrides; its variables;
 * `elapsedTime` in whole seconds, at least 1, which overrides a variable of that name; `interval`, the same with its
 * unit, as v2alpha1 writes it.
 *
 * @param elapsedSeconds since `status.startTime`
 */
export function versionValues({name, variables}: QueriedVersion, elapsedSeconds: number): PlaceholderValues {
  const seconds = wholeSeconds(elapsedSeconds);
  return new Map([['name', name], ['interval', `${seconds}s`], ...variables, ['elapsedTime', String(seconds)]]);
}

/** Rounded down, at least 1: a range of no length, or a clock that went backwards, asks for nothing. */
export function wholeSeconds(elapsedSeconds: number): number {
  return Math.max(1, Math.floor(elapsedSeconds));
}
