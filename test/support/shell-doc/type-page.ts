import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from '@jest/globals';
import {type Command, stepsOf} from './parse.js';
import {isSameOutput, linesOf} from './same-output.js';
import type {ShellSession} from './session.js';

const ROOT = join(import.meta.dirname, '../../..');

/** The commands of a page of this repository, `docs/tasks.md`. */
export function commandsOf(page: string): readonly Command[] {
  return stepsOf(readFileSync(join(ROOT, page), 'utf8')).filter((step) => step.kind === 'command');
}

/** Types a page from its top to its end; each command has to end, and print, as the page says. */
export async function typePage(
  session: ShellSession,
  page: string,
  {isSandbox, signal}: {readonly isSandbox: boolean; readonly signal: AbortSignal},
): Promise<void> {
  for (const command of commandsOf(page)) {
    if (command.isForSandbox && !isSandbox) continue;
    const place = `${page}:${command.line}`;
    const {out, err, exitCode} = await session.step(command, signal);
    if (command.backgroundUntil === undefined && exitCode !== command.exitCode)
      throw new Error(`${place} ended with ${exitCode}:\n${command.script}\n${out}${err}`);
    if (command.expected === undefined || isSameOutput(out, command.expected)) continue;
    expect({place, lines: linesOf(out)}).toEqual({place, lines: linesOf(command.expected)});
  }
}
