import {USED} from './allowed.js';
import {licenceRefusals} from './bundled.js';

/**
 * A package as `package-lock.json` has it.
 *
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {string} [license]
 * @property {string} [integrity] hash of its tarball
 * @property {boolean} [optional]
 * @property {readonly string[]} [os]
 */

/**
 * Why packages that we work with may not be used: for their licence, or because nothing would notice if they were exchanged.
 *
 * @param {Readonly<Record<string, Locked>>} packages of a `package-lock.json`, by their paths
 * @returns {string[]} a line for each reason
 */
export function developmentRefusals(packages) {
  const fetched = Object.entries(packages).filter(([path, locked]) => path !== '' && !isNeverFetched(locked));
  return fetched.flatMap(([path, {version = '', license = '', integrity}]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const what = `${name} ${version}`;
    const hash = integrity === undefined ? [`${what} has no hash in the lock file`] : [];
    return [...licenceRefusals(what, license, USED), ...hash];
  });
}

/**
 * npm knows neither hash nor licence of a package for other machines that it has not fetched here.
 *
 * @param {Locked} locked
 */
function isNeverFetched({license, integrity, optional, os}) {
  return optional === true && os !== undefined && license === undefined && integrity === undefined;
}
