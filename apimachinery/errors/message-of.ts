/** What went wrong, in words, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Several messages as one: one alone as it is, more as `[a, b]`, equal ones once. Mirrors pkg/util/errors (Aggregate). */
export function aggregateMessages(messages: readonly string[]): string {
  const told = [...new Set(messages)];
  return told.length === 1 ? (told[0] ?? '') : `[${told.join(', ')}]`;
}
