import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from '@jest/globals';
import {ShellSession} from '../support/shell-doc/session.js';
import {commandsOf, typePage} from '../support/shell-doc/type-page.js';

const TIMEOUT_MS = 300_000;

/** All pages but the tutorials, which have a test of their own. */
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(import.meta.dirname, '../../docs')).map((name) => join('docs', name)),
].filter((page) => page.endsWith('.md') && commandsOf(page).length > 0);

/** At the same time, since they wait most of it; no two may listen on the same port. */
describe('the shell blocks, typed in a sandbox, of', () => {
  it.concurrent.each(PAGES)(
    '%s do what the page says',
    async (page) => {
      const session = await ShellSession.open();
      const signal = AbortSignal.timeout(TIMEOUT_MS - 10_000);
      await typePage(session, page, {isSandbox: true, signal}).finally(() => session.close());
    },
    TIMEOUT_MS,
  );
});
