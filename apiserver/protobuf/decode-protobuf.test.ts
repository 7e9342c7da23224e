import { expect, test } from 'vitest';
import { decodeProtobuf } from './decode-protobuf.ts';
import { ProtobufError } from './protobuf-error.ts';
import { messageDepthMax } from './read-message.ts';
import { WireWriter } from './wire-writer.ts';

type Field = readonly [number, string | number | Uint8Array];

/** A message of fields by number: texts, numbers, and messages. */
function message(...fields: readonly Field[]): Uint8Array {
  const writer = new WireWriter();
  for (const [number, value] of fields.toReversed()) {
    if (typeof value === 'number') writer.intField(number, value);
    else if (typeof value === 'string') writer.textField(number, value);
    else writer.bytesField(number, value);
  }
  return writer.take();
}

function body(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from('k8s\0'),
    message([1, message([1, apiVersion], [2, kind])], [2, raw], [3, ''], [4, '']),
  ]);
}

const configMap = (...fields: readonly Field[]) => body('v1', 'ConfigMap', message(...fields));
const named = message([1, 'web'], [2, ''], [7, 0]);

test('an object is what its JSON would be, without what is empty', () => {
  const decoded = decodeProtobuf(configMap([1, named], [2, message([1, 'key'], [2, 'value'])]));
  expect(decoded).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'web' }, data: { key: 'value' } },
  });
});

test('a pointer to zero stays, and a struct is there though nobody gave it', () => {
  const { object } = decodeProtobuf(body('apps/v1', 'Deployment', message([2, message([1, 0], [5, 0])])));
  expect(object).toEqual({
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: {},
    spec: { replicas: 0, template: { metadata: {}, spec: {} }, strategy: {} },
    status: {},
  });
});

test('a body that does not say what it is is taken for what is expected', () => {
  const bytes = body('', '', message([1, named]));
  const expected = { apiVersion: 'v1', kind: 'ConfigMap' };
  expect(decodeProtobuf(bytes, expected).object).toMatchObject({ ...expected, metadata: { name: 'web' } });
  expect(() => decodeProtobuf(bytes)).toThrow("Object 'Kind' is missing in the body");
});

test('options of a deletion are taken in every group', () => {
  const { object } = decodeProtobuf(body('apps/v1', 'DeleteOptions', message([1, 0], [4, 'Orphan'])));
  expect(object).toEqual({
    kind: 'DeleteOptions',
    apiVersion: 'apps/v1',
    gracePeriodSeconds: 0,
    propagationPolicy: 'Orphan',
  });
});

test('fields of a newer client are passed over', () => {
  const bytes = configMap([99, 'new'], [98, 5], [1, named]);
  expect(decodeProtobuf(bytes).object).toMatchObject({ metadata: { name: 'web' } });
});

test('a key of a map may be called __proto__', () => {
  const { object } = decodeProtobuf(configMap([2, message([1, '__proto__'], [2, 'x'])]));
  expect(JSON.stringify(object)).toContain('"data":{"__proto__":"x"}');
});

test('numbers of a list may come packed', () => {
  const context = message([4, new Uint8Array([1, 0xac, 2])]);
  const pod = body('v1', 'Pod', message([2, message([14, context])]));
  expect(decodeProtobuf(pod).object).toMatchObject({
    spec: { securityContext: { supplementalGroups: [1, 300] } },
  });
});

test.each([
  ['nothing', new Uint8Array(), 'empty data'],
  ['JSON', Buffer.from('{}'), 'expected prefix [107 56 115 0]'],
  ['only the prefix', Buffer.from('k8s\0'), 'empty body'],
  [
    'a kind that is not known',
    body('v1', 'Nothing', named),
    'no kind "Nothing" is registered for version "v1"',
  ],
  ['a version that is not served', body('apps/v1beta1', 'Deployment', named), 'no kind "Deployment"'],
  ['a number for a text', configMap([1, message([1, 7])]), 'wrong wireType = 0 for field name'],
  ['a length beyond the end', configMap([1, new Uint8Array([0x0a, 0x7f])]), 'unexpected end of data'],
  ['field 0', configMap([0, 1]), 'illegal tag 0'],
  ['raw JSON that is none', body('apps/v1', 'ControllerRevision', message([2, message([1, '{'])])), 'JSON'],
  ['a time out of range', configMap([1, message([8, message([1, 1e15])])]), 'year outside of range'],
])('%s is refused', (_, bytes, text) => {
  expect(() => decodeProtobuf(bytes)).toThrow(ProtobufError);
  expect(() => decodeProtobuf(bytes)).toThrow(text);
});

test('a schema may be nested deeply, but not without end', () => {
  const nested = (depth: number) => {
    let schema = message([5, 'object']);
    for (let i = 0; i < depth; i++) schema = message([28, schema]);
    const version = message([4, message([1, schema])]);
    return body('apiextensions.k8s.io/v1', 'CustomResourceDefinition', message([2, message([7, version])]));
  };
  expect(() => decodeProtobuf(nested(messageDepthMax - 10))).not.toThrow();
  expect(() => decodeProtobuf(nested(messageDepthMax + 1))).toThrow('nested deeper than');
});

test('a body that is cut off or bent gives an object or a ProtobufError, and nothing else', () => {
  const bytes = configMap([1, named], [2, message([1, 'key'], [2, 'value'])], [4, 1]);
  for (let at = 0; at < bytes.length; at++) {
    for (const bent of [0, 0x07, 0x0b, 0x7f, 0x80, 0xff]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = bent;
      for (const tried of [bytes.subarray(0, at), changed]) {
        try {
          expect(decodeProtobuf(tried).object).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }
    }
  }
});

test('a number beyond 2^53 is kept', () => {
  const generation = (bytes: number[]) => configMap([1, Buffer.from([0x38, ...bytes])]);
  const largest = generation([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
  expect(decodeProtobuf(largest).object.metadata?.generation).toBe(Number.MAX_SAFE_INTEGER);
  const larger = generation([0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]);
  expect(decodeProtobuf(larger).object.metadata?.generation).toBe(9007199254740993n);
  const least = generation([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
  expect(decodeProtobuf(least).object.metadata?.generation).toBe(-(2n ** 63n));
});
