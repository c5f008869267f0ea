import config from './jest.config.js';
import alone from './jest.alone.config.js';

/** Tests against tools of others, which scripts/install-test-tools.sh installs: `npm run test:real`. */
export default {
  ...config,
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/', ...alone.testMatch],
  maxWorkers: 3, // on two cores: they wait for tools and for time to pass more than they compute
  maxConcurrency: 4, // `it.concurrent`; each has processes of its own
};
