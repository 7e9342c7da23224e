import { type Encoder, jsonEncoder } from '../../../apimachinery/index.ts';
import { protobufEncoder } from './protobuf.ts';
import { yamlEncoder } from './yaml.ts';

/** What answers can be written in; the first is what is sent to whoever accepts anything. */
export const encoders: readonly Encoder[] = [jsonEncoder, yamlEncoder, protobufEncoder];
