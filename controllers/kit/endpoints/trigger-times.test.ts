import { expect, it } from 'vitest';
import { parseTime } from '../../../apimachinery/index.ts';
import { TriggerTimes } from './trigger-times.ts';

const second = (n: number) => `2026-01-01T00:00:0${n}Z`;
const service = (n: number) => ({
  metadata: { namespace: 'default', name: 'web', creationTimestamp: second(n) },
});
const pod = (name: string, n: number) => ({
  metadata: { name },
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: second(n) }] },
});

it('tells when the first of what is new happened', () => {
  const times = new TriggerTimes();
  expect(times.look(service(1), [pod('a', 0)])).toBe(parseTime(second(1)));
  expect(times.look(service(1), [pod('a', 0)])).toBeUndefined();
  expect(times.look(service(1), [pod('a', 5), pod('b', 4), pod('c', 6)])).toBe(parseTime(second(4)));
  expect(times.look(service(1), [pod('a', 5), pod('b', 7)])).toBe(parseTime(second(7)));
  expect(times.look(service(8), [])).toBe(parseTime(second(8)));
  times.forget('default/web');
  expect(times.look(service(2), [pod('a', 9)])).toBe(parseTime(second(2)));
});
