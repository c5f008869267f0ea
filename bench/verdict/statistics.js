import {importBundled} from '../support/bundle.js';

/**
 * What the bench uses of the sources.
 *
 * @typedef {typeof import('../../src/analysis/statistics/beta.js') & typeof import('../../src/analysis/statistics/dependence.js')
 *   & typeof import('../../src/analysis/statistics/error-tail.js') & typeof import('../../src/analysis/statistics/sample.js') & typeof import('../../src/analysis/statistics/mean.js')
 *   & typeof import('../../src/analysis/statistics/normal.js') & typeof import('../../src/analysis/statistics/proportion.js')
 *   & typeof import('../../src/analysis/statistics/student.js') & typeof import('../../src/metrics/mock/random.js')} Statistics
 */

const MODULES = ['beta', 'dependence', 'error-tail', 'mean', 'normal', 'proportion', 'sample', 'student'];

/** @returns {Promise<Statistics>} */
export async function loadStatistics() {
  const paths = [...MODULES.map((name) => `analysis/statistics/${name}`), 'metrics/mock/random'];
  const source = paths.map((path) => `export * from './src/${path}.js';`).join('\n');
  return /** @type {Statistics} */ (await importBundled(source));
}
