import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from '@jest/globals';
import {ShellSession} from '../support/shell-doc/session.js';
import {commandsOf, typePage} from '../support/shell-doc/type-page.js';

const ROOT = join(import.meta.dirname, '../..');
const TIMEOUT_MS = 240_000;

const pagesIn = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name));
const PAGES = ['README.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('docs/tutorials')];

describe('the shell blocks, typed in a sandbox, of', () => {
  it.each(PAGES.filter((page) => page.endsWith('.md') && commandsOf(page).length > 0))(
    '%s do what the page says',
    async (page) => {
      const session = await ShellSession.open();
      const signal = AbortSignal.timeout(TIMEOUT_MS - 10_000);
      await typePage(session, page, {isSandbox: true, signal}).finally(() => session.close());
    },
    TIMEOUT_MS,
  );
});
