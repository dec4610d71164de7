import type { ValidationError } from 'class-validator';

/** One thing wrong with the file. It never carries a value: what stands there may be a secret. */
export interface Mistake {
  /** `portals[0].redirect_uris[1]`, or `line 4, column 3` where the file is not even YAML. */
  readonly path: string;
  /** What the file should say instead: `must be an absolute https URI`. */
  readonly expected: string;
  /** The `client_id` or `id` of the entry, where it is known. */
  readonly entry?: string;
}

/** A mistake relative to the value it was found in: `{ at: '[1]', expected: 'must be …' }`. */
export interface Finding {
  readonly at: string;
  readonly expected: string;
}

/** The registry cannot be used. The message is one block that names every mistake in the file. */
export class RegistryMistakes extends Error {
  override readonly name = 'RegistryMistakes';

  constructor(
    readonly file: string,
    readonly mistakes: readonly Mistake[],
  ) {
    const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
    super([`The registry ${file} has ${count}:`, ...mistakes.map(line)].join('\n'));
  }
}

function line({ path, entry, expected }: Mistake): string {
  return `  ${path}${entry ? ` (${entry})` : ''}: ${expected}`;
}

/** Findings as the one message that class-validator lets a rule have: a line each, `[1] must be …`. */
export function toMessage(findings: readonly Finding[]): string {
  return findings.map(({ at, expected }) => `${at} ${expected}`.trimStart()).join('\n');
}

/** What is said of a member that has no place in the file. */
export const UNKNOWN = 'is not a member that is known here';

const MESSAGE_LINE = /^((?:\[\d+\]|\.\w+)*) ?(.*)$/;

/** class-validator's tree of errors as a flat list, in the order of the file's members. */
export function flatten(errors: readonly ValidationError[], parent = ''): Mistake[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const path = join(parent, property);
    const { whitelistValidation, nestedValidation: _, ...own } = constraints;
    if (whitelistValidation) return [{ path, expected: UNKNOWN }];
    // The library's own word on what cannot be nested adds nothing where a rule has spoken.
    const messages = Object.values(Object.keys(own).length > 0 ? own : constraints);
    return [...messages.flatMap((message) => at(path, message)), ...flatten(children, path)];
  });
}

function at(path: string, message: string): Mistake[] {
  return message.split('\n').map((text) => {
    const [, relative = '', expected = text] = MESSAGE_LINE.exec(text) ?? [];
    return { path: path + relative, expected };
  });
}

/** What stands in a file may be anything, also what moves a terminal's cursor; a log shows letters. */
const NAME = /^[\w-]{1,64}$/;

function join(parent: string, member: string): string {
  const property = NAME.test(member) ? member : '(a member with such a name)';
  if (/^\d+$/.test(property)) return `${parent}[${property}]`;
  return parent ? `${parent}.${property}` : property;
}

/** The places that a place lies in: `portals`, `portals[0]` and `portals[0].names` for `portals[0].names.zh`. */
export function placesAround(path: string): string[] {
  return [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index));
}

/** Drops what only follows from a mistake further up, and what is there twice. */
export function withoutConsequences(mistakes: readonly Mistake[]): Mistake[] {
  const places = new Set(mistakes.map(({ path }) => path));
  const told = new Set<string>();
  return mistakes.filter(({ path, expected }) => {
    const known = told.has(`${path} ${expected}`);
    told.add(`${path} ${expected}`);
    return !known && !placesAround(path).some((place) => places.has(place));
  });
}
