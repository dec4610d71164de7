import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const CONFIGURATION = 'Configuration is read and checked once, in src/platform/env.ts.';
const PRIVATE_FILES = 'A library is imported by its name: what its package does not export is private.';

const noEnvironment = {
  'no-restricted-properties': ['error', { object: 'process', property: 'env', message: CONFIGURATION }],
  'no-restricted-imports': [
    'error',
    {
      paths: ['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: CONFIGURATION })),
      patterns: [
        { group: ['@saoma/*/src', '@saoma/*/src/**', '@saoma/*/dist/**', '**/libs/*/src/**'], message: PRIVATE_FILES },
      ],
    },
  ],
};

const nodeGlobals = [
  'AbortSignal',
  'Buffer',
  'URL',
  'URLSearchParams',
  'clearTimeout',
  'console',
  'fetch',
  'process',
  'setTimeout',
];

export default defineConfig(
  // What a consumer's compiler is shown is no code of ours.
  globalIgnores(['**/dist/', 'coverage/', 'test/house/consumer/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      // Prettier decides where lines break.
      'no-unexpected-multiline': 'off',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      ...noEnvironment,
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'A union of literals says the same and leaves nothing at run time.' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A Nest module is a class that only carries its decorator; an empty one stands in where there is no DOM.
      '@typescript-eslint/no-extraneous-class': ['error', { allowEmpty: true, allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The compiler does not see what changes behind a call or an await, and takes the second look for a needless one.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Nest types its options as classes and expects literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A session's record is a flat map of optional fields, in memory as in Redis.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // A port's method is async so that whatever it throws is a rejection, also where one adapter awaits nothing.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['src/**/*.ts', 'libs/**/*.ts'], ignores: ['**/*.spec.ts'], rules: { 'max-lines': ['error', 300] } },
  { files: ['src/platform/env.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/**/*.ts', 'libs/*/src/**/*.ts'], ignores: ['src/demo/**'], rules: { 'no-console': 'error' } },
  { files: ['test/**', 'bench/**', '**/*.mjs', '**/*.spec.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // Bodies of answers arrive untyped; what they hold is what the expectations say.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      // A missing value fails the test by itself.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // What people copy says no more than it must.
  { files: ['docs/snippets/*.ts'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable', require: 'readonly' } } },
);
