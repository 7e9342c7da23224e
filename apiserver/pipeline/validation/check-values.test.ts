import { expect, test } from 'vitest';
import { schemaFor } from '../../../api/index.ts';
import { fieldErrorText } from '../../../apimachinery/index.ts';
import { valueErrors } from './index.ts';

function told(object: object, old?: object): string[] {
  const schema = schemaFor('node.k8s.io', 'v1', 'RuntimeClass');
  if (schema === undefined) throw new Error('there are no runtime classes');
  return valueErrors(schema, object, old).map(fieldErrorText);
}

const scheduling = { tolerations: [{ key: 'a', operator: 'Is' }] };

test('a rule of a type holds wherever the type stands', () => {
  expect(told({ handler: 'a', scheduling })).toEqual([
    'scheduling.tolerations[0].operator: Unsupported value: "Is": supported values: "Equal", "Exists"',
  ]);
});

test('what an update does not touch is not looked at', () => {
  const old = { metadata: { name: 'a' }, handler: 'a', scheduling };
  expect(told({ ...old, metadata: { name: 'a', labels: { a: 'b' } } }, old)).toEqual([]);
});
