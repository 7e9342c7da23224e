import { askGo } from '../kit/ask-go.ts';
import type { Question } from './cases.ts';

export interface Answer {
  /** In base64. */
  readonly bytes?: string;
  readonly error?: string;
}

/** Asks the Go program beside this file, which needs Go and its modules. */
export function judge(questions: readonly Question[]): Answer[] {
  return askGo(import.meta.dirname, questions);
}
