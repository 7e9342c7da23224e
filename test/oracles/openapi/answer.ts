import { readJson } from '../../../apimachinery/index.ts';
import type { DocumentV2 } from '../../../apiserver/documents/openapi/document-v2.ts';
import type { DocumentV3 } from '../../../apiserver/documents/openapi/document-v3.ts';
import { documentV2Message } from '../../../apiserver/documents/openapi/protobuf/document-v2-message.ts';
import { documentV3Message } from '../../../apiserver/documents/openapi/protobuf/document-v3-message.ts';
import type { Question } from './cases.ts';

/** Our bytes, in base64. */
export function answer({ version, document }: Question): string {
  const read = readJson(document);
  const bytes =
    version === 'v2' ? documentV2Message(read as DocumentV2) : documentV3Message(read as DocumentV3);
  return Buffer.from(bytes).toString('base64');
}
