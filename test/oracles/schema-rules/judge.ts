import { askGo } from '../kit/ask-go.ts';
import type { Answer, Question } from './cases.ts';

/** Asks the Go program beside this file, which needs Go and its modules. */
export function judge(questions: readonly Question[]): Answer[] {
  return askGo(import.meta.dirname, questions);
}
