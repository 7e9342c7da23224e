/** An answer that is passed on may have so many bytes. */
export const passedOnBytesMax = 16 * 1024 * 1024;

/**
 * The whole body of an answer. Rejects where it has more than so many bytes, of which the rest is not read, and with what the
 * connection says where it breaks off.
 */
export async function readAnswer(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > bytesMax) throw new Error(`the answer is larger than ${bytesMax} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
