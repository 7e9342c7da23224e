import { askGo } from '../kit/ask-go.ts';
import type { Answer, Question } from './cases.ts';
import { toCustomResourceSchema } from './custom-resource-schema.ts';

/** Asks the Go program beside this file, which needs Go and its modules. */
export function judge(questions: readonly Question[]): Answer[] {
  return askGo(import.meta.dirname, questions.map(asJudged));
}

function asJudged(question: Question): object {
  return question.type === 'schema'
    ? { ...question, schema: toCustomResourceSchema(question.schema) }
    : question;
}
