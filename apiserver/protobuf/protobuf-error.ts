/** A body that is not protobuf, or not of the kind it claims; the message says how. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}
