import { schemaFor } from '../../../api/index.ts';
import {
  decodeBySchema,
  JsonNumberError,
  JsonSyntaxError,
  parseJson,
  parseYaml,
  strictDecodingErrors,
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
  const { strict, error, ...rest } = JSON.parse(JSON.stringify(verdict));
  return {
    ...rest,
    ...(strict === undefined ? {} : { strict: [...strict].sort() }),
    ...(error === undefined
      ? {}
      : { error: /^(?:yaml|error converting|json: unsupported)|yaml:/.test(error) ? 'yaml' : error }),
  };
}

function typed(kind: string, text: string): Answer {
  const [group = '', version = '', name = ''] = kind.split('/');
  const schema = schemaFor(group, version, name);
  if (schema === undefined) throw new Error(`there is no kind ${kind}`);
  const { value, duplicates } = parseJson(text, { duplicates: true });
  const { unknown } = decodeBySchema(schema, value);
  return { strict: strictDecodingErrors(unknown, duplicates) };
}
