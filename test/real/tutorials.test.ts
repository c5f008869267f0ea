import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from '@jest/globals';
import {ShellSession} from '../support/shell-doc/session.js';
import {typePage} from '../support/shell-doc/type-page.js';

const FOLDER = 'docs/tutorials';
const PAGES = readdirSync(join(import.meta.dirname, '../..', FOLDER)).filter((name) => name.endsWith('.md'));
const TIMEOUT_MS = 300_000;

/** At the same time, each in a sandbox of its own; `test/cluster/tutorials.test.ts` types them beside a real API server. */
describe('the tutorials, typed in a sandbox', () => {
  it.concurrent.each(PAGES)(
    '%s',
    async (page) => {
      const session = await ShellSession.open();
      const signal = AbortSignal.timeout(TIMEOUT_MS - 10_000);
      await typePage(session, join(FOLDER, page), {isSandbox: true, signal}).finally(() => session.close());
    },
    TIMEOUT_MS,
  );
});
