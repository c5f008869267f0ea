import config from './jest.config.js';

/** What `npm test` runs on the embedded API server, on a real one, and what only that can show: `npm run test:cluster`. */
export default {
  ...config,
  roots: ['<rootDir>/test/cluster', '<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real/(?!promotion-by-verdict)'],
  globalSetup: '<rootDir>/test/cluster/real/global-setup.js',
  globalTeardown: '<rootDir>/test/cluster/real/global-teardown.js',
  setupFiles: [...config.setupFiles, '<rootDir>/test/cluster/real/setup.ts'],
  maxWorkers: process.env.KUBECONFIG ? 1 : 3, // each has a server of its own, for tests define and remove kinds
};
