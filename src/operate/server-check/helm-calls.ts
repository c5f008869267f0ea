/** A call of helm that writes. */
export interface HelmCall {
  readonly verb: string;
  /** Undefined: it names none. */
  readonly namespace: string | undefined;
}

const VERBS = ['upgrade', 'install', 'uninstall', 'rollback'];

/** @param args undefined where one is no single value */
export function helmCallOf(command: string, args: readonly (string | undefined)[]): readonly HelmCall[] {
  if (command.split('/').at(-1) !== 'helm') return [];
  const words = args.map((word) => word ?? '');
  const verb = words.find((word) => VERBS.includes(word));
  return verb === undefined ? [] : [{verb, namespace: namespaceIn(words)}];
}

/** As far as a script shows them: each line of it is looked at, without its quotes. */
export function helmCallsIn(script: string): readonly HelmCall[] {
  const lines = script.replaceAll(/\\\n/g, ' ').split(/\n|&&|\|\||;/);
  return lines.flatMap((line) => {
    const [first = '', ...rest] = line.trim().replaceAll(/["']/g, '').split(/\s+/);
    return helmCallOf(first, rest);
  });
}

function namespaceIn(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    const [, inline] = /^(?:--namespace=|-n=?)(.+)$/.exec(word) ?? [];
    if (inline !== undefined) return inline;
    if (word === '-n' || word === '--namespace') return words[at + 1];
  }
  return undefined;
}
