/** The metadata of a strategic patch that takes these finalizers away and leaves all others. */
export function withoutFinalizers(finalizers: readonly string[]): object {
  return { '$deleteFromPrimitiveList/finalizers': finalizers };
}
