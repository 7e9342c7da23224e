import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  isObject,
  validateInRange,
} from '../../../apimachinery/index.ts';

/** An object whose types are as its schema says, but of which anything may be missing. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with an object at a path. Asks nothing of other objects. */
export type Rule = (value: Fields, path: FieldPath) => readonly FieldError[];

/** What is wrong with a text, in Kubernetes' words; nothing when it is well. */
export type TextRule = (text: string) => readonly string[];

export function all(...rules: readonly Rule[]): Rule {
  return (value, path) => {
    let errors: readonly FieldError[] = [];
    for (const rule of rules) {
      const found = rule(value, path);
      if (found.length > 0) errors = [...errors, ...found];
    }
    return errors;
  };
}

/** Missing, or as empty as Go's zero value. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

export function required(...fields: readonly string[]): Rule {
  return (value, path) =>
    fields.filter((field) => isAbsent(value[field])).map((field) => fieldRequired(path.child(field)));
}

export function requiredSaying(field: string, says: string): Rule {
  return (value, path) => (isAbsent(value[field]) ? [fieldRequired(path.child(field), says)] : []);
}

/** A text, or each of a list of texts, if there is one. */
export function textIs(field: string, rule: TextRule): Rule {
  return (value, path) => {
    const found = value[field];
    if (Array.isArray(found))
      return found.flatMap((item, at) => told(item, rule, path.child(field).index(at)));
    return isAbsent(found) ? [] : told(found, rule, path.child(field));
  };
}

/** The same where a text that is empty is wrong too, and with `always` one that is missing. */
export function textMustBe(field: string, rule: TextRule, always = false): Rule {
  return (value, path) => {
    const found = value[field] ?? (always ? '' : undefined);
    return found === undefined ? [] : told(found, rule, path.child(field));
  };
}

/** One of some words; `always`: it must be there. An empty word counts as one that is there. */
export function wordIs(field: string, words: readonly string[], always = false): Rule {
  return (value, path) => {
    const found = value[field] ?? (always ? '' : undefined);
    if (found === undefined || words.includes(found as string)) return [];
    return [fieldNotSupported(path.child(field), found, words)];
  };
}

export function numberIs(field: string, says: string, holds: (number: number) => boolean): Rule {
  return (value, path) => {
    const found = value[field];
    return typeof found !== 'number' || holds(found) ? [] : [fieldInvalid(path.child(field), found, says)];
  };
}

export function between(field: string, min: number, max: number): Rule {
  return (value, path) => {
    const found = value[field];
    if (typeof found !== 'number') return [];
    return validateInRange(found, min, max).map((says) => fieldInvalid(path.child(field), found, says));
  };
}

/** At least one of some fields; what is said otherwise stands at the object itself. */
export function oneOf(fields: readonly string[], says: (path: FieldPath) => FieldError): Rule {
  return (value, path) => (fields.some((field) => value[field] !== undefined) ? [] : [says(path)]);
}

/** Of some fields one at most; all after the first are told. */
export function onlyOneOf(fields: readonly string[], says: string): Rule {
  return (value, path) =>
    fields
      .filter((field) => value[field] !== undefined)
      .slice(1)
      .map((field) => fieldForbidden(path.child(field), says));
}

export const absolutePath: TextRule = (text) => (text.startsWith('/') ? [] : ['must be an absolute path']);

function told(text: unknown, rule: TextRule, path: FieldPath): FieldError[] {
  return rule(text as string).map((says) => fieldInvalid(path, text, says));
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
