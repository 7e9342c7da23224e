import { askGo } from '../kit/ask-go.ts';
import type { PatchAnswer, PatchCase } from './cases.ts';

/** Asks the Go program beside this file, which needs Go and its modules. */
export function judge(cases: readonly PatchCase[]): PatchAnswer[] {
  return askGo(import.meta.dirname, cases);
}
