import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  roots: ['<rootDir>/src', '<rootDir>/libs', '<rootDir>/test'],
  reporters: ['default', '<rootDir>/test/evidence-reporter.mjs'],
  testMatch: ['**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/libs/[^/]+/dist'],
  // Never asserted, only a deadline for what hangs: machines are slow at times.
  testTimeout: 120_000,
  // Most of a spec is waiting for a browser or a server, so that there may be more of them than cores.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // Jest keeps modules of specs that are over: a new worker is cheaper than sweeping gigabytes.
  workerIdleMemoryLimit: '900MB',
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.json' }] },
  moduleNameMapper: {
    '^@saoma/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^saoma$': '<rootDir>/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
