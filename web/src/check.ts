/** Checks of values that came from elsewhere. Each check names the field that is not as it should be. */

export type Check<T> = (value: unknown, field: string) => T;
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A protocol error: a message that is not what the protocol says. */
export class DecodeError extends Error {
  constructor(field: string, wanted: string) {
    super(`${field} is not ${wanted}`);
    this.name = 'DecodeError';
  }
}

export const number: Check<number> = (value, field) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new DecodeError(field, 'a number');
  return value;
};

/** A number, or the digits of one that is too large to be held exactly. */
export const largeInteger: Check<number | string> = (value, field) => {
  if (typeof value === 'string' && /^\d+$/.test(value)) return value;
  return number(value, field);
};

export const text: Check<string> = (value, field) => {
  if (typeof value !== 'string') throw new DecodeError(field, 'a text');
  return value;
};

export const flag: Check<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw new DecodeError(field, 'true or false');
  return value;
};

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, field) => (value === null || value === undefined ? null : check(value, field));
}

export function list<T>(check: Check<T>): Check<T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw new DecodeError(field, 'a list');
    return value.map((item, index) => check(item, `${field}[${index}]`));
  };
}

export function oneOf<const T extends string>(...choices: T[]): Check<T> {
  return (value, field) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new DecodeError(field, `one of ${choices.join(', ')}`);
    return found;
  };
}

type Fields = Record<string, Check<unknown>>;
type Shape<F extends Fields> = { [K in keyof F]: Checked<F[K]> };

/** An object with these fields; others are left out, so that a newer server may send more. */
export function object<F extends Fields>(fields: F): Check<Shape<F>> {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DecodeError(field, 'an object');
    const source = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const [name, check] of Object.entries(fields)) result[name] = check(source[name], `${field}.${name}`);
    return result as Shape<F>;
  };
}

/** An object with `fields`, and with those of `further` unless its field `name` is true. */
export function absentIf<const N extends string, F extends Fields, M extends Fields>(
  name: N,
  fields: F,
  further: M,
): Check<Shape<F> & ({ [K in N]: true } | ({ [K in N]: false } & Shape<M>))> {
  type Absent = { [K in N]: true };
  type Whole = { [K in N]: false } & Shape<M>;
  const always = object({ ...fields, [name]: flag });
  const more = object(further);
  return (value, field) => {
    const found = always(value, field) as Shape<F> & { [K in N]: boolean };
    return found[name] ? (found as Shape<F> & Absent) : ({ ...found, ...more(value, field) } as Shape<F> & Whole);
  };
}
