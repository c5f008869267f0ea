import config from './jest.config.js';

/** What measures beside tools of others, on a machine that does nothing else: `npm run test:alone`. */
export default {
  ...config,
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/test/real/load.test.ts'],
  maxWorkers: 1,
};
