import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './kept-tool.js';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path.includes('node_modules/'));
const downloaded = packages.filter(([, { link }]) => link !== true);
const pathsOf = (some: typeof packages): string[] => some.map(([path]) => path);

describe('The lock file', () => {
  it('holds packages', () => {
    expect(downloaded.length).toBeGreaterThan(100);
  });

  it('names no registry, so that everybody installs from their own', () => {
    expect(pathsOf(downloaded.filter(([, { resolved }]) => resolved !== undefined))).toEqual([]);
  });

  it('holds the checksum of every package', () => {
    expect(pathsOf(downloaded.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')))).toEqual([]);
  });

  // A package that comes as one download per system is locked for the system of whoever wrote the lock file only.
  it('holds no package made for one system, but for what is used on a Mac when present', () => {
    const particular = downloaded.filter(([, { os, cpu }]) => os !== undefined || cpu !== undefined);
    expect(pathsOf(particular)).toEqual(['node_modules/fsevents']);
    expect(particular.every(([, { optional }]) => optional === true)).toBe(true);
  });
});
