/**
 * Request bodies in protobuf, which kubectl and controllers written in Go prefer to JSON. They become the plain objects
 * that the same client's JSON would have been, and nothing behind this door knows the difference. Answers are JSON.
 * `decodeProtobuf` is the way in; its tables are read when the first such body comes.
 */
export { type DecodedProtobuf, decodeProtobuf, protobufMediaType } from './decode-protobuf.ts';
export { ProtobufError } from './protobuf-error.ts';
