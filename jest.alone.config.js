import config from './jest.config.js';

/** What measures, as other tools do or by limits that are the demo's own, where nothing else runs: `npm run test:alone`. */
export default {
  ...config,
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/test/real/demo.test.ts', '<rootDir>/test/real/load.test.ts'],
  maxWorkers: 1,
  maxConcurrency: 4, // demos, each of which takes a fifth of a core
};
