import { askGo } from '../kit/ask-go.ts';
import type { Answer, Question } from './questions.ts';

/** What Kubernetes' own code answers to each question. Needs Go. */
export function judge(questions: readonly Question[]): Answer[] {
  const asked = questions.map(({ rule, ...more }) => ({ rule, in: more }));
  return askGo<{ readonly out: Answer }>(import.meta.dirname, asked).map(({ out }) => out);
}
