import { describe, expect, test } from 'vitest';
import { node, nodeInfo } from '../testing/objects.ts';
import { type FitError, fitErrorMessage, resolvableNodes, statusOn } from './diagnosis.ts';
import { Status, type StatusCode } from './status.ts';

const status = (code: StatusCode, ...reasons: string[]) => new Status(code, 'Test', ...reasons);
const lacks = (...reasons: string[]) => status('Unschedulable', ...reasons);
const never = (...reasons: string[]) => status('UnschedulableAndUnresolvable', ...reasons);
const cpu = lacks('Insufficient cpu');

const message = (error: FitError) => fitErrorMessage(error, 'preemption: not helpful.');

describe('what a user reads when no node will do', () => {
  test('all nodes for one reason', () => {
    expect(message({ nodeCount: 3, statuses: [cpu, cpu, cpu] })).toBe(
      '0/3 nodes are available: 3 Insufficient cpu. preemption: not helpful.',
    );
  });

  test('reasons are counted one by one and sorted as texts, counts included', () => {
    const both = lacks('Insufficient cpu', 'Insufficient memory');
    const statuses = [...Array(9).fill(cpu), both, never('node(s) were unschedulable')];
    expect(message({ nodeCount: 11, statuses })).toBe(
      '0/11 nodes are available: 1 Insufficient memory, 1 node(s) were unschedulable, 10 Insufficient cpu. ' +
        'preemption: not helpful.',
    );
  });

  test('equal reasons of different statuses are one', () => {
    const statuses = [cpu, never('Insufficient cpu')];
    expect(message({ nodeCount: 2, statuses })).toContain('0/2 nodes are available: 2 Insufficient cpu.');
  });

  test('nodes that were not looked at have a reason of their own', () => {
    const absent = never("node(s) didn't satisfy plugin(s) [NodeAffinity]");
    expect(message({ nodeCount: 3, statuses: [cpu], absent })).toBe(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
        'preemption: not helpful.',
    );
  });

  test('a no to the pod as a whole', () => {
    const preFilterMessage = 'pod affinity terms conflict';
    expect(message({ nodeCount: 2, statuses: [], preFilterMessage })).toBe(
      '0/2 nodes are available: pod affinity terms conflict. preemption: not helpful.',
    );
  });
});

describe('the nodes of which something may change', () => {
  const named = (name: string) => nodeInfo(node(name));
  const [one, two, three] = [named('n1'), named('n2'), named('n3')] as const;
  const all = [one, two, three];
  const looked = { nodeCount: 3, nodes: [two, one], statuses: [cpu, never('tainted')], plugins: new Set('') };
  const names = (diagnosis: Parameters<typeof resolvableNodes>[0]) =>
    resolvableNodes(diagnosis, all).map(({ name }) => name);

  test('are those that were refused for what may change; others are of no use', () => {
    expect(names(looked)).toEqual(['n2']);
    expect([statusOn(looked, 'n1')?.message, statusOn(looked, 'n3')]).toEqual(['tainted', undefined]);
  });

  test('are all that were not looked at, where the pod was refused for what may change', () => {
    const nowhere = { ...looked, nodes: [], statuses: [], absent: cpu };
    expect(names(nowhere)).toEqual(['n1', 'n2', 'n3']);
    expect(statusOn(nowhere, 'n3')).toBe(cpu);
    expect(names({ ...looked, absent: cpu })).toEqual(['n2', 'n3']);
    expect(names({ ...looked, absent: never('no') })).toEqual(['n2']);
  });
});
