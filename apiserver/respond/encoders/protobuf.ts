import type { Encoder } from '../../../apimachinery/index.ts';
import {
  encodeProtobuf,
  frameLengthBytes,
  itemOf,
  joinList,
  protobufMediaType,
  watchFrame,
} from '../../protobuf/index.ts';

export const protobufEncoder: Encoder = {
  mediaType: protobufMediaType,
  isText: false,
  writesAnything: false,
  encode: encodeProtobuf,
  list: joinList,
  item: itemOf,
  stream: {
    mediaType: `${protobufMediaType};stream=watch`,
    frame: watchFrame,
    lengthBytes: frameLengthBytes,
  },
};
