/**
 * Kubernetes' own protobuf, which kubectl and controllers written in Go prefer to JSON: bodies of requests become the plain
 * objects that the same client's JSON would have been, and answers the bytes that Kubernetes would have sent. Nothing
 * behind this door knows the difference. Its tables are read when somebody first asks for it.
 */
export { type DecodedProtobuf, decodeProtobuf, protobufMediaType } from './decode-protobuf.ts';
export { frameLengthBytes, itemOf, joinList, watchFrame } from './encode-list.ts';
export { encodeProtobuf } from './encode-protobuf.ts';
export { ProtobufError } from './protobuf-error.ts';
export { type WireWriter, written } from './wire-writer.ts';
