import { ValidateBy, ValidateIf, ValidateNested, type ValidationArguments } from 'class-validator';
import { Type, type ClassConstructor, type TypeOptions } from 'class-transformer';
import type { TextRule } from './addresses.js';
import { toMessage, type Finding } from './mistakes.js';
import { isMapping } from './public-keys.js';

type Find = (value: unknown, owner: object) => readonly Finding[];

/** A member that is right when nothing is found in it. */
export function Sound(find: Find): PropertyDecorator {
  return ValidateBy({
    name: 'sound',
    validator: {
      validate: (value: unknown, args?: ValidationArguments) => find(value, args?.object ?? {}).length === 0,
      defaultMessage: (args?: ValidationArguments) => toMessage(find(args?.value, args?.object ?? {})),
    },
  });
}

/** May be left out. Left empty it is still a mistake: `logo:` with nothing behind it was meant to say something. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

export function Text({ test, expected }: TextRule): PropertyDecorator {
  return Sound((value) => (typeof value === 'string' && test(value) ? [] : [{ at: '', expected }]));
}

/** A text, or a list of two of them while a new one takes an old one's place. */
export function OneOrTwo({ test, expected }: TextRule): PropertyDecorator {
  const sound = (value: unknown): boolean => typeof value === 'string' && test(value);
  return Sound((value) => {
    if (!Array.isArray(value)) return sound(value) ? [] : [{ at: '', expected }];
    if (value.length !== 2 || value[0] === value[1]) {
      return [{ at: '', expected: 'must be one, or a list of two that differ: the new one and the old one' }];
    }
    return value.flatMap((entry, index) => (sound(entry) ? [] : [{ at: `[${String(index)}]`, expected }]));
  });
}

/** A whole number. */
export function Count({ from, to }: { from: number; to: number }): PropertyDecorator {
  const expected = `must be a whole number from ${String(from)} to ${String(to)}`;
  return Sound((value) =>
    Number.isInteger(value) && Number(value) >= from && Number(value) <= to ? [] : [{ at: '', expected }],
  );
}

export function ListOf({ test, expected }: TextRule, { atLeast }: { atLeast: 0 | 1 }): PropertyDecorator {
  return Sound((value) => {
    if (!Array.isArray(value)) return [{ at: '', expected: 'must be a list' }];
    if (value.length < atLeast) return [{ at: '', expected: 'must be a list with at least one entry' }];
    return value.flatMap((entry: unknown, index) => {
      const at = `[${index}]`;
      if (typeof entry !== 'string' || !test(entry)) return [{ at, expected }];
      return value.indexOf(entry) < index ? [{ at, expected: 'must not be in the list twice' }] : [];
    });
  });
}

/** A mapping with members of its own. */
export function Nested(type: () => ClassConstructor<object>, options?: TypeOptions): PropertyDecorator {
  return combine(
    Sound((value) => (isMapping(value) ? [] : [{ at: '', expected: 'must be a mapping' }])),
    ValidateNested({ message: 'must be a mapping' }),
    Type(type, options),
  );
}

export function NestedList(type: () => ClassConstructor<object>, { atLeast }: { atLeast: 0 | 1 }): PropertyDecorator {
  return combine(
    Sound((value) => {
      if (!Array.isArray(value) || value.length < atLeast) {
        return [{ at: '', expected: atLeast === 0 ? 'must be a list' : 'must be a list with at least one entry' }];
      }
      return value.flatMap((entry, index) =>
        isMapping(entry) ? [] : [{ at: `[${index}]`, expected: 'must be a mapping' }],
      );
    }),
    ValidateNested({ message: 'must be a mapping' }),
    Type(type),
  );
}

export function oneOf(values: readonly string[]): TextRule {
  const last = values.at(-1) ?? '';
  const expected = `must be ${[values.slice(0, -1).join(', '), last].filter(Boolean).join(' or ')}`;
  return { expected, test: (text) => values.includes(text) };
}

function combine(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}
