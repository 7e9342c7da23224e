import { expect, test } from 'vitest';
import { zeroObject } from './zero-object.ts';

test.each([
  ['', 'Pod', { metadata: {}, spec: { containers: null }, status: {} }],
  [
    'batch',
    'Job',
    { metadata: {}, spec: { template: { metadata: {}, spec: { containers: null } } }, status: {} },
  ],
  [
    '',
    'Event',
    {
      metadata: {},
      eventTime: null,
      firstTimestamp: null,
      lastTimestamp: null,
      involvedObject: {},
      source: {},
      reportingComponent: '',
      reportingInstance: '',
    },
  ],
])('%s %s says what Go never leaves out, and no more', (group, kind, says) => {
  const zero = zeroObject({ group, version: 'v1', kind });
  expect(zero).toEqual({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, ...says });
  expect(zeroObject({ group, version: 'v1', kind })).toBe(zero);
  expect(Object.isFrozen(zero)).toBe(true);
});

test('a kind that is not built in has none', () => {
  expect(zeroObject({ group: 'example.com', version: 'v1', kind: 'Widget' })).toBeUndefined();
});
