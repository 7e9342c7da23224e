import { expect, it } from 'vitest';
import { event } from './event.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'web.1' };

it('shows what happened to which object, how often and since when', () => {
  const object = {
    metadata,
    type: 'Warning',
    reason: 'BackOff',
    involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{nginx}' },
    message: 'Back-off restarting\n',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-01-01T00:30:00Z',
    lastTimestamp: '2026-01-01T00:59:50Z',
    count: 7,
  };
  expect(event.cells(object, now)).toEqual([
    '10s',
    'Warning',
    'BackOff',
    'pod/web',
    'spec.containers{nginx}',
    'kubelet, node-1',
    'Back-off restarting',
    '30m',
    7,
    'web.1',
  ]);
});

it('shows an event of the newer kind by its own times and reporter', () => {
  const object = {
    metadata,
    eventTime: '2026-01-01T00:58:00.000000Z',
    reportingController: 'scheduler',
    regarding: { kind: 'Pod', name: 'web' },
    note: 'Assigned',
  };
  expect(event.cells(object, now)).toEqual([
    '2m',
    '',
    '',
    'pod/web',
    '',
    'scheduler',
    'Assigned',
    '2m',
    1,
    'web.1',
  ]);
  const series = { count: 4, lastObservedTime: '2026-01-01T00:59:00.000000Z' };
  const repeated = event.cells({ ...object, series }, now);
  expect([repeated[0], repeated[8]]).toEqual(['60s', 4]);
});
