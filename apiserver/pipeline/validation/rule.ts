import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  isObject,
} from '../../../apimachinery/index.ts';

/** An object whose types are as its schema says, but of which anything may be missing. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with an object at a path. Asks nothing of other objects. */
export type Rule = (value: Fields, path: FieldPath) => readonly FieldError[];

/** What is wrong with a text, in Kubernetes' words; nothing when it is well. */
export type TextRule = (text: string) => readonly string[];

/** Missing, or as empty as Go's zero value. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
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

function told(text: unknown, rule: TextRule, path: FieldPath): FieldError[] {
  return rule(text as string).map((says) => fieldInvalid(path, text, says));
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
