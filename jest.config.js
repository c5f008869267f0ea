export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // Those with tools of others: npm run test:real, npm run test:cluster.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real/', '<rootDir>/test/cluster/canary.test.ts'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {'^(\\.{1,2}/.*)\\.js$': '$1'},
  randomize: true,
  maxWorkers: '100%', // one a core; Jest would leave one idle
  testTimeout: 120_000, // a test that hangs; time itself is measured by npm run bench
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: {syntax: 'typescript', tsx: true},
          transform: {react: {runtime: 'automatic'}},
        },
        module: {type: 'es6'},
      },
    ],
  },
};
