import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { App, Operator, Portal } from '../core/ports.js';
import { findDisagreements } from './agreement.js';
import { toApp, toOperator, toPortal } from './entries.js';
import { flatten, withoutConsequences, type Mistake } from './mistakes.js';
import { isMapping } from './public-keys.js';
import { RegistryDto } from './registry.dto.js';
import { parseText } from './yaml-text.js';

/** All that one file says. */
export interface Registered {
  readonly portals: readonly Portal[];
  readonly apps: readonly App[];
  readonly operators: readonly Operator[];
}

/** What became of a text: everything in it, or every mistake in it. */
export type Reading =
  | { readonly ok: true; readonly registered: Registered }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads a registry from YAML 1.2 text, or says what is wrong with it, without a word of what stands there. */
export function readRegistry(text: string): Reading {
  const parsed = parseText(text);
  if ('mistakes' in parsed) return { ok: false, mistakes: parsed.mistakes };
  const file = plainToInstance(RegistryDto, parsed.value);
  const errors = validateSync(file, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  const unsound = flatten(errors);
  const mistakes = withoutConsequences([...unsound, ...findDisagreements(file, unsound)]);
  if (mistakes.length > 0) return { ok: false, mistakes: mistakes.map((mistake) => withEntry(mistake, file)) };
  return {
    ok: true,
    registered: {
      portals: file.portals.map((portal) => toPortal(portal, file.apps)),
      apps: file.apps.map(toApp),
      operators: file.operators.map(toOperator),
    },
  };
}

/** The member that names an entry. */
const NAMED_BY = { portals: 'client_id', apps: 'id', operators: 'id' } as const;

/** Names the entry that a mistake is in, so that nobody has to count. */
function withEntry(mistake: Mistake, file: RegistryDto): Mistake {
  const [, list, index] = /^(portals|apps|operators)\[(\d+)\]/.exec(mistake.path) ?? [];
  if (list !== 'portals' && list !== 'apps' && list !== 'operators') return mistake;
  const entry: unknown = file[list][Number(index)];
  const id = isMapping(entry) ? entry[NAMED_BY[list]] : undefined;
  return typeof id === 'string' && /^[\w.~-]{1,64}$/.test(id) ? { ...mistake, entry: id } : mistake;
}
