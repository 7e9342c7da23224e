/** Several failures in one text. Mirrors apimachinery pkg/util/errors (Aggregate.Error). */
export function aggregate(messages: readonly string[]): string {
  const different = [...new Set(messages)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}
