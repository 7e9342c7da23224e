/** The wire types of protobuf that Kubernetes' messages have. */
export const varint = 0;
export const fixed64 = 1;
export const lengthDelimited = 2;
