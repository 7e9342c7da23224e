/** Pieces of a text as bytes, and no more than `bytesMax` of them; what is empty is left out. */
export async function* limitedBytes(
  pieces: AsyncIterable<string>,
  bytesMax = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  let left = bytesMax;
  for await (const piece of pieces) {
    if (piece === '') continue;
    const bytes = Buffer.from(piece);
    yield bytes.length <= left ? bytes : bytes.subarray(0, left);
    left -= bytes.length;
    if (left <= 0) return;
  }
}
