import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {endOf, problem, PROBLEMS} from '../../../src/operate/doctor/problems.js';

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/troubleshooting.md'), 'utf8');

describe('what doctor can find', () => {
  it('has a heading each in docs/troubleshooting.md, and no heading is for anything else', () => {
    const headings = [...GUIDE.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(Object.keys(PROBLEMS));
  });

  it.each([
    [[], undefined],
    [['server.slow'], undefined],
    [['crds.missing', 'server.slow'], 'FALSE'],
    [['crds.missing', 'server.unreachable'], 'UNREACHABLE'],
    [['server.credentials-refused'], 'FORBIDDEN'],
    [['kubeconfig.unusable', 'programs.missing'], 'INVALID'],
  ] as const)('ends after %j with %s', (ids, code) => {
    expect(endOf(ids.map((id) => problem(id, 'a message')))).toBe(code);
  });
});
