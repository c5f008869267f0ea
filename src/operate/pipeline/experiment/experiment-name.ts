/** A Kubernetes name that may also be a label, and the part of a host. */
const LONGEST = 63;

/**
 * What the experiment of a commit is called: `iter8-demo-v101-1a2b3c4`; `…-2` when there was one of that name.
 *
 * @param taken names that are in use
 */
export function experimentName(candidate: string, commit: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const ending = `-${commit.slice(0, 7)}${number === 1 ? '' : `-${number}`}`;
    const name = `${beginning(candidate, LONGEST - ending.length)}${ending}`;
    if (!taken.has(name)) return name;
  }
}

/** Deployments may have dots in their names, and longer ones. */
function beginning(candidate: string, longest: number): string {
  return candidate
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, longest)
    .replace(/-+$/, '');
}
