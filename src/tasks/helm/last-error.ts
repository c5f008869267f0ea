/** Characters of an error of helm that become part of a reason. */
const LONGEST = 400;

/** What helm says last of why it failed, in one line; undefined: it does not say. */
export function lastError(output: string): string | undefined {
  const at = output.lastIndexOf('Error: ');
  return at < 0 ? undefined : oneLine(output.slice(at + 'Error: '.length));
}

/** Why `helm repo update` did not get the index of a repository; undefined: it did. */
export function repositoryError(output: string): string | undefined {
  const found = /Unable to get an update from [^\n]*\((.*)\):\s+([^\n]*)/.exec(output);
  return found ? oneLine(`no index of ${found[1] ?? 'the repository'}: ${found[2] ?? ''}`) : undefined;
}

/** Whether helm found another one at work, which may be one that has outlived its engine. */
export function isOvertaken(output: string): boolean {
  return /Error: .*(another operation .* is in progress|release: already exists|re-?use a name that is still in use)/.test(
    output,
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
