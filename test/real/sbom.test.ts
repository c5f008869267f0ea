import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from '@jest/globals';
import {Ajv} from 'ajv';
import type {Bom} from '../../scripts/sbom/shipped.js';
import {lintTool} from '../integrations/support/lint-tools.js';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMAS = 'cyclonedx-10.3.0/node_modules/@cyclonedx/cyclonedx-library/res/schema';
const BASE = 'http://cyclonedx.org/schema/';

function schema(name: string): object {
  return JSON.parse(readFileSync(lintTool(`${SCHEMAS}/${name}`), 'utf8')) as object;
}

describe('npm run sbom', () => {
  it('tells what is shipped as the schema of CycloneDX wants it, and nothing of this machine', async () => {
    const {stdout} = await promisify(execFile)(process.execPath, ['scripts/sbom.js'], {cwd: ROOT});
    const bom = JSON.parse(stdout) as Bom;
    const ajv = new Ajv({strict: false, validateFormats: false});
    for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
      ajv.addSchema(schema(name), BASE + name);
    }
    ajv.validate(schema('bom-1.5.SNAPSHOT.schema.json'), bom);
    expect(ajv.errors).toBeNull();
    const names = bom.components.map(({name}) => name);
    expect(names).toEqual(expect.arrayContaining(['@oclif/core', 'undici', 'jq-wasm', 'yoga-layout']));
    expect(names).not.toContain('jest');
    expect(bom.components.filter(({hashes}) => hashes?.length !== 1)).toEqual([]);
    const hosts = [...stdout.matchAll(/:\/\/([^/"\s>)]+)/g)].map(([, host]) => host ?? '');
    expect(
      hosts.filter((host) => /registry|localhost|^[\d.:]+$/.test(host) && host !== 'registry.npmjs.org'),
    ).toEqual([]);
    expect(stdout).not.toContain(ROOT);
  });
});
