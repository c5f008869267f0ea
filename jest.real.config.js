import config from './jest.config.js';

/** Tests against tools of others, which scripts/install-test-tools.sh installs: `npm run test:real`. */
export default {
  ...config,
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 1, // what is measured must not share the machine with other tests
};
