import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {isSameOutput, linesOf} from '../support/shell-doc/same-output.js';
import {type Command, stepsOf} from '../support/shell-doc/parse.js';
import {ShellSession} from '../support/shell-doc/session.js';

const ROOT = join(import.meta.dirname, '../..');
const TIMEOUT_MS = 240_000;

/** All pages for users; the tutorials have tests of their own. */
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md') && name !== 'docs/commands.md',
);

describe('the shell blocks of', () => {
  it.each(PAGES.filter((page) => commandsOf(page).length > 0))(
    '%s do what the page says',
    async (page) => {
      const session = await ShellSession.open();
      const signal = AbortSignal.timeout(TIMEOUT_MS - 10_000);
      try {
        for (const command of commandsOf(page)) await check(session, page, {command, signal});
      } finally {
        await session.close();
      }
    },
    TIMEOUT_MS,
  );
});

function commandsOf(page: string): readonly Command[] {
  return stepsOf(readFileSync(join(ROOT, page), 'utf8')).filter((step) => step.kind === 'command');
}

async function check(
  session: ShellSession,
  page: string,
  {command, signal}: {readonly command: Command; readonly signal: AbortSignal},
): Promise<void> {
  const place = `${page}:${command.line}`;
  const {out, err, exitCode} = await session.step(command, signal);
  if (command.backgroundUntil === undefined)
    expect({place, out, err, exitCode}).toMatchObject({exitCode: command.exitCode});
  if (command.expected === undefined || isSameOutput(out, command.expected)) return;
  expect({place, lines: linesOf(out)}).toEqual({place, lines: linesOf(command.expected)});
}
