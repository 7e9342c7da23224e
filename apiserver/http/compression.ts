import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/responsewriters (defaultGzipThresholdBytes, gzipContentEncodingLevel). */
const thresholdBytes = 128 * 1024;
const level = 1;

/**
 * What is sent instead of an encoded body, by the client's Accept-Encoding: gzip of what is long, made by other threads
 * while its reader reads. Undefined: it is sent as it is. What is a stream has several pieces, and so is long.
 */
export function compressed(
  content: Buffer | Readable,
  acceptEncoding: string | undefined,
): Readable | undefined {
  if (acceptEncoding === undefined || !takesGzip(acceptEncoding)) return undefined;
  if (content instanceof Buffer && content.length <= thresholdBytes) return undefined;
  const source = content instanceof Buffer ? Readable.from(content, { objectMode: false }) : content;
  // Who reads is told of the error; who has left does not mind.
  return pipeline(source, createGzip({ level }), () => {});
}

/** As Kubernetes reads the header: `gzip;q=0.5` is not it. */
function takesGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((coding) => coding.trim() === 'gzip');
}
