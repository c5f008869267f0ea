/** Prints the SBOM of what is shipped, in CycloneDX. */
import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {metafileOfBundle} from './bundle.js';
import {bundledPackages} from './licences/bundled.js';
import {sbomOfShipped} from './sbom/shipped.js';

const MOST_BYTES = 64 * 1024 * 1024;

const [shipped, {stdout}, {name}] = await Promise.all([
  metafileOfBundle().then((metafile) => bundledPackages(metafile)),
  promisify(execFile)('npm', ['sbom', '--sbom-format', 'cyclonedx'], {maxBuffer: MOST_BYTES}),
  readFile('package.json', 'utf8').then((text) => JSON.parse(text)),
]);
console.log(JSON.stringify(sbomOfShipped(JSON.parse(stdout), shipped, name), undefined, 2));
