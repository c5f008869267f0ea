/**
 * Fails where a package has a licence that we do not accept, or none: those that are shipped, and those that we work with.
 * The build checks the former too.
 */
import {readFile} from 'node:fs/promises';
import {metafileOfBundle} from './bundle.js';
import {bundledPackages, refusals} from './licences/bundled.js';
import {developmentRefusals} from './licences/development.js';

const shipped = await bundledPackages(await metafileOfBundle());
const {packages} = JSON.parse(await readFile('package-lock.json', 'utf8'));
const refused = [...refusals(shipped), ...developmentRefusals(packages)];
for (const reason of refused) console.error(`error: ${reason}`);
const counts = `${shipped.length} packages are shipped, ${Object.keys(packages).length - 1} are locked`;
console.log(refused.length === 0 ? `${counts}: all licences are accepted` : counts);
process.exitCode = refused.length === 0 ? 0 : 1;
