import { askGo } from '../kit/ask-go.ts';

/** A body that is meant to be of a kind, `apps/v1 Deployment`. */
export interface Question {
  readonly kind: string;
  readonly body: string;
}

export interface Answer {
  /** Why it cannot be decoded. */
  readonly error?: string;
  /** What strict decoding tells. */
  readonly strict?: readonly string[];
  readonly value?: unknown;
}

/** Asks the Go program beside this file, which needs Go and its modules. */
export function judge(questions: readonly Question[]): Answer[] {
  return askGo(import.meta.dirname, questions);
}
