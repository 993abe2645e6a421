import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which rooms a room may import from (docs/decisions/0001). `types` are allowed as `import type` only. */
const rooms = {
  worksheet: { may: [] },
  roadmap: { may: ['worksheet'] },
  workflows: { may: ['roadmap', 'worksheet'], types: ['activities'] },
  activities: { may: ['roadmap', 'worksheet'] },
  temporal: { may: ['roadmap'] },
  worker: { may: ['roadmap', 'worksheet', 'activities', 'workflows', 'temporal'] },
  client: {
    may: ['roadmap', 'worksheet', 'temporal', 'activities'],
    types: ['workflows', 'worker', 'simulator'],
  },
  simulator: { may: [] },
};

const nodeOnly = [
  'node:*',
  '@azure/*',
  '@microsoft/*',
  'pino',
  '@temporalio/worker',
  '@temporalio/client',
  '@temporalio/activity',
];

function roomRules(room) {
  const { may, types = [] } = rooms[room];
  const patterns = Object.keys(rooms)
    .filter((other) => other !== room && !may.includes(other))
    .map((other) => ({
      group: [`../${other}`, `../${other}/**`, `../../${other}`, `../../${other}/**`, `../../../${other}/**`],
      allowTypeImports: types.includes(other),
      message: `${room}/ must not import ${other}/ (see docs/decisions/0001).`,
    }));
  if (room === 'workflows') {
    patterns.push({ group: nodeOnly, message: 'Workflow code is deterministic: no Node, no clients.' });
  }
  if (room === 'worksheet' || room === 'roadmap') {
    patterns.push({ group: ['@azure/*', '@temporalio/*'], message: `${room}/ is pure.` });
  }
  return {
    files: [`${room}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['lib/**', 'node_modules/**', 'runs/**', '.dirsync/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', 'max-lines': 'off' },
  },
  {
    files: ['simulator/site/page/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['document', 'fetch', 'setInterval', 'Option'].map((name) => [name, 'readonly']),
      ),
    },
  },
  ...Object.keys(rooms).map(roomRules),
);
