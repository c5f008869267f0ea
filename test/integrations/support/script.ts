import {randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Printed, ShellSession} from '../../support/shell-doc/session.js';

/** A script of a sample as its CI would run it. */
export interface Script {
  readonly text: string;
  /** What runs the file, with its flags; undefined: what the script's first line says. */
  readonly shell?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs; undefined: where the session is. */
  readonly folder?: string;
}

/** Runs a script of a sample, with what the session has on its PATH. */
export async function runScript(session: ShellSession, script: Script, signal: AbortSignal): Promise<Printed> {
  const {text, shell, args = [], env, folder} = script;
  const file = join(session.folder, `script-${randomBytes(4).toString('hex')}`);
  await writeFile(file, text, {mode: 0o700});
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = ['env', ...variables, ...(shell ?? []), file, ...args].map(quoted).join(' ');
  return session.run(folder === undefined ? words : `(cd ${quoted(folder)} && ${words})`, signal);
}

/** What two scripts printed, one after the other; the first that fails decides. */
export function together(first: Printed, next: Printed): Printed {
  return {out: first.out + next.out, err: first.err + next.err, exitCode: first.exitCode || next.exitCode};
}

/** As one word of a shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
