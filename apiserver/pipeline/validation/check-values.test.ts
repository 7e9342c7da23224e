import { expect, test } from 'vitest';
import { schemaFor } from '../../../api/index.ts';
import { fieldErrorText } from '../../../apimachinery/index.ts';
import { valueErrors } from './index.ts';

function told(object: object, old?: object): string[] {
  const schema = schemaFor('resource.k8s.io', 'v1', 'ResourceSlice');
  if (schema === undefined) throw new Error('there are no resource slices');
  return valueErrors(schema, object, old).map(fieldErrorText);
}

const spec = { nodeSelector: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Is' }] }] } };

test('a rule of a type holds wherever the type stands', () => {
  expect(told({ spec })).toEqual([
    'spec.nodeSelector.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
  ]);
});

test('what an update does not touch is not looked at', () => {
  const old = { metadata: { name: 'a' }, spec };
  expect(told({ ...old, metadata: { name: 'a', labels: { a: 'b' } } }, old)).toEqual([]);
});
