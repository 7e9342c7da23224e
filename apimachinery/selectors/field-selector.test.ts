import { expect, it } from 'vitest';
import { InvalidValueError } from '../values/invalid-value.ts';
import { compileFieldSelector, parseFieldSelector } from './field-selector.ts';

interface Pod {
  readonly name: string;
  readonly node?: string;
}
const getters = { 'metadata.name': (pod: Pod) => pod.name, 'spec.nodeName': (pod: Pod) => pod.node };

it('becomes a test of objects of a kind', () => {
  const unbound = compileFieldSelector(parseFieldSelector('spec.nodeName=,metadata.name!=a'), getters);
  expect(unbound({ name: 'b' })).toBe(true);
  expect(unbound({ name: 'a' })).toBe(false);
  expect(unbound({ name: 'b', node: 'n1' })).toBe(false);
});

it('refuses a field the kind does not select by', () => {
  for (const field of ['spec.image', 'constructor']) {
    expect(() => compileFieldSelector(parseFieldSelector(`${field}=x`), getters)).toThrow(
      new InvalidValueError(`field label not supported: ${field}`),
    );
  }
});

it('names the fields an index can look up', () => {
  const { exact } = parseFieldSelector('spec.nodeName=n1,status.phase!=Failed');
  expect(exact).toMatchObject([{ field: 'spec.nodeName', value: 'n1' }]);
  expect(parseFieldSelector('').everything).toBe(true);
});
