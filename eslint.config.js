import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Folders in the direction of imports: each may use what stands before it. */
const DIRECTION = ['experiment', 'cluster', 'metrics', 'analysis', 'traffic', 'load', 'tasks', 'engine', 'local', 'operate', 'render', 'screens', 'commands']; // prettier-ignore

/** What a folder may import of ours beyond its place in the direction. */
const NARROWER = {analysis: ['experiment'], render: ['experiment', 'analysis']};

const WORLD = ['process', 'console', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'];

/** @param {string} folder */
function direction(folder) {
  const allowed = NARROWER[folder] ?? DIRECTION.slice(0, DIRECTION.indexOf(folder));
  const forbidden = DIRECTION.filter((other) => other !== folder && !allowed.includes(other));
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
              message: `src/${folder} stands before it in the direction of imports`,
            },
          ],
        },
      ],
    },
  };
}

/** @param {string[]} files */
function pure(files) {
  return {
    files,
    rules: {
      'no-restricted-globals': ['error', ...WORLD],
      'no-restricted-properties': [
        'error',
        {object: 'Date', property: 'now', message: 'pass the time in'},
        {object: 'Math', property: 'random', message: 'pass a seeded generator in'},
      ],
    },
  };
}

export default tseslint.config(
  {ignores: ['dist/', 'node_modules/', 'coverage/']},
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {parserOptions: {projectService: true}},
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true}],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-params': ['error', 4],
      'max-lines': ['error', {max: 300, skipComments: true, skipBlankLines: true}],
    },
  },
  {
    files: ['test/**'],
    rules: {'@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/require-await': 'off'},
  },
  ...DIRECTION.slice(0, -1).map(direction),
  pure(['src/experiment/**', 'src/analysis/**', 'src/engine/step/**', 'src/render/**']),
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
