import { expect, it } from 'vitest';
import { nodeOf } from './pods-on-node.ts';

it.each([{}, { spec: { containers: [] } }])('a pod %j is bound to no node', (pod) => {
  expect(nodeOf(pod)).toBe('');
});
