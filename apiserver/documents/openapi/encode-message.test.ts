import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { servedResources } from '../../../api/index.ts';
import { documentV2 } from './document-v2.ts';
import { documentMessage } from './document-v2-message.ts';
import { encodeMessage } from './encode-message.ts';
import { messages } from './gnostic-messages.ts';

/** protobufjs' own decoder, told of the messages by the same table. */
function decoder(): protobuf.Type {
  const nested = Object.entries(messages).map(([name, fields]) => [
    name,
    {
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, [id, type, repeated]]) => [
          field,
          { id, type, ...(repeated === undefined ? {} : { rule: repeated }) },
        ]),
      ),
    },
  ]);
  return protobuf.Root.fromJSON({ nested: Object.fromEntries(nested) }).lookupType('Document');
}

/** A message without zero values and what has no field of its own, as a decoder gives it back. */
function withoutUnknown(name: keyof typeof messages, message: object): object {
  const known = Object.entries(messages[name]).flatMap(([field, [, type]]) => {
    const value = (message as Record<string, unknown>)[field];
    if (!value || (Array.isArray(value) && value.length === 0)) return [];
    const one = (part: unknown) =>
      typeof part === 'object' && part !== null ? withoutUnknown(type as keyof typeof messages, part) : part;
    return [[field, Array.isArray(value) ? value.map(one) : one(value)]];
  });
  return Object.fromEntries(known);
}

describe('an OpenAPI v2 document in protobuf', () => {
  it('decodes to what was encoded', () => {
    const message = documentMessage(documentV2(servedResources.slice(0, 20)));
    const type = decoder();
    const decoded = type.toObject(type.decode(encodeMessage('Document', message)), { longs: Number });
    expect(decoded).toEqual(withoutUnknown('Document', message));
  });

  it('has the bytes of the protocol', () => {
    const info = encodeMessage('Info', { title: 'T', version: 'v1' });
    expect([...info]).toEqual([0x0a, 1, 0x54, 0x12, 2, 0x76, 0x31]);
    const schema = encodeMessage('Schema', { ref: 'x', minimum: 1, minItems: 2, type: { value: ['a'] } });
    const minimum = [0x49, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
    expect([...schema]).toEqual([0x0a, 1, 0x78, ...minimum, 0x78, 2, 0xb2, 1, 3, 0x0a, 1, 0x61]);
  });

  it('keeps what kubectl reads under the numbers it reads them by', () => {
    const any = { name: 'x', value: { yaml: '1' } };
    const bytes = [0x0a, 1, 0x78, 0x12, 3, 0x12, 1, 0x31];
    expect([...encodeMessage('Schema', { vendorExtension: [any] })]).toEqual([0xfa, 1, 8, ...bytes]);
    expect([...encodeMessage('Operation', { vendorExtension: [any] })]).toEqual([0x6a, 8, ...bytes]);
    const query = { parameter: { nonBodyParameter: { queryParameterSubSchema: { name: 'q' } } } };
    const parameter = [0x42, 9, 0x0a, 7, 0x12, 5, 0x1a, 3, 0x22, 1, 0x71];
    expect([...encodeMessage('Operation', { parameters: [query] })]).toEqual(parameter);
    const path = { path: [{ name: 'p', value: { patch: { description: 'd' } } }] };
    const patch = [0x42, 12, 0x12, 10, 0x0a, 1, 0x70, 0x12, 5, 0x42, 3, 0x1a, 1, 0x64];
    expect([...encodeMessage('Document', { paths: path })]).toEqual(patch);
  });

  it('carries extensions as YAML', () => {
    const { definitions } = documentMessage(documentV2(servedResources)) as {
      definitions: { additionalProperties: { name: string; value: { vendorExtension: object[] } }[] };
    };
    const deployment = definitions.additionalProperties.find(({ name }) =>
      name.endsWith('apps.v1.Deployment'),
    );
    expect(deployment?.value.vendorExtension).toEqual([
      {
        name: 'x-kubernetes-group-version-kind',
        value: { yaml: '- group: apps\n  kind: Deployment\n  version: v1\n' },
      },
    ]);
  });
});
