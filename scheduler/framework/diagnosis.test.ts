import { describe, expect, test } from 'vitest';
import { testFramework } from '../testing/frameworks.ts';
import { podInfo } from '../testing/objects.ts';
import { CycleState } from './cycle-state.ts';
import { type FitError, fitErrorMessage } from './diagnosis.ts';
import { Status, type StatusCode } from './status.ts';

const status = (code: StatusCode, ...reasons: string[]) => new Status(code, 'Test', ...reasons);
const lacks = (...reasons: string[]) => status('Unschedulable', ...reasons);
const never = (...reasons: string[]) => status('UnschedulableAndUnresolvable', ...reasons);
const cpu = lacks('Insufficient cpu');

function message(diagnosis: FitError, preemptionPolicy = 'PreemptLowerPriority'): string {
  const full = { ...diagnosis, nodes: [], plugins: new Set<string>() };
  const info = podInfo('p', {}, { preemptionPolicy });
  return fitErrorMessage(full, testFramework().runPostFilter(new CycleState(), info, full).message);
}

describe('what a user reads when no node will do', () => {
  test('all nodes for one reason', () => {
    expect(message({ nodeCount: 3, statuses: [cpu, cpu, cpu] })).toBe(
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: ' +
        '3 No preemption victims found for incoming pod.',
    );
  });

  test('reasons are counted one by one and sorted as texts, counts included', () => {
    const both = lacks('Insufficient cpu', 'Insufficient memory');
    const statuses = [...Array(9).fill(cpu), both, never('node(s) were unschedulable')];
    expect(message({ nodeCount: 11, statuses })).toBe(
      '0/11 nodes are available: 1 Insufficient memory, 1 node(s) were unschedulable, 10 Insufficient cpu. ' +
        'no new claims to deallocate, preemption: 0/11 nodes are available: 1 Preemption is not helpful for scheduling, ' +
        '10 No preemption victims found for incoming pod.',
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
        'no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, ' +
        '2 Preemption is not helpful for scheduling.',
    );
  });

  test('a no to the pod as a whole', () => {
    const preFilterMessage = 'pod affinity terms conflict';
    expect(message({ nodeCount: 2, statuses: [], preFilterMessage })).toBe(
      '0/2 nodes are available: pod affinity terms conflict. no new claims to deallocate, preemption: 0/2 nodes are available: ' +
        '2 Preemption is not helpful for scheduling.',
    );
  });

  test('a pod that must not preempt', () => {
    expect(message({ nodeCount: 1, statuses: [cpu] }, 'Never')).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    );
  });
});
