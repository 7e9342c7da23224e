import { schemaFor } from '../../../api/index.ts';
import {
  applyDefaults,
  decodeBySchema,
  deepFreeze,
  fieldErrorText,
  JsonNumberError,
  JsonSyntaxError,
  parseJson,
  parseYaml,
  type Schema,
  strictDecodingErrors,
  validateSchema,
  YamlSyntaxError,
} from '../../../apimachinery/index.ts';
import type { Answer, Question } from './cases.ts';

/** Our answer, in the form of the judge's. */
export function answer(question: Question): Answer {
  try {
    switch (question.type) {
      case 'yaml':
        return { result: parseYaml(question.text)[0]?.value ?? null };
      case 'json':
        return { result: parseJson(question.text).value };
      case 'duplicates':
        return {
          strict: strictDecodingErrors([], parseJson(question.text, { duplicates: true }).duplicates),
        };
      case 'typed':
        return typed(question.kind, question.text);
      case 'schema':
        return bySchema(question.schema, question.value);
    }
  } catch (error) {
    if (error instanceof YamlSyntaxError) return { error: 'yaml' };
    if (error instanceof JsonSyntaxError) return { error: error.reason };
    if (error instanceof JsonNumberError) return { error: error.message };
    throw error;
  }
}

/**
 * What both sides promise of an answer: errors of unordered maps come in any order, and texts of YAML errors are each
 * library's own.
 */
export function comparable(verdict: Answer): Answer {
  const { strict, errors, error, unknown, ...rest } = JSON.parse(JSON.stringify(verdict));
  return {
    ...rest,
    ...(strict === undefined ? {} : { strict: [...strict].sort() }),
    ...(errors === undefined ? {} : { errors: errors.filter((text: string) => !isAside(text)).sort() }),
    ...(unknown === undefined ? {} : { unknown: [...unknown].sort() }),
    ...(error === undefined
      ? {}
      : { error: /^(?:yaml|error converting|json: unsupported)|yaml:/.test(error) ? 'yaml' : error }),
  };
}

/**
 * Kubernetes tells of a fraction where an integer is due twice, the second time without a path; and it takes an array
 * for a string that has a format.
 */
function isAside(text: string): boolean {
  return (
    text.startsWith('<nil>: Invalid value: "": Checked value') || text.endsWith('of type string: "array"')
  );
}

function typed(kind: string, text: string): Answer {
  const [group = '', version = '', name = ''] = kind.split('/');
  const schema = schemaFor(group, version, name);
  if (schema === undefined) throw new Error(`there is no kind ${kind}`);
  const { value, duplicates } = parseJson(text, { duplicates: true });
  const { unknown } = decodeBySchema(schema, value);
  return { strict: strictDecodingErrors(unknown, duplicates) };
}

function bySchema(schema: Schema, value: unknown): Answer {
  const { value: pruned, unknown } = decodeBySchema(schema, deepFreeze(value));
  const defaulted = applyDefaults(schema, deepFreeze(pruned));
  return {
    unknown,
    pruned,
    defaulted,
    errors: validateSchema(schema, deepFreeze(defaulted)).map(fieldErrorText),
  };
}
