import { askGo } from '../kit/ask-go.ts';
import type { Answer, Question } from './cases.ts';

/** Asks the Go program beside this file, which needs Go and its modules. A panic of it is no answer. */
export function judge(questions: readonly Question[]): (Answer & { readonly panic?: string })[] {
  return askGo(import.meta.dirname, questions);
}
