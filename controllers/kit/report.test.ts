import { expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import type { EventRecorder } from '../../client/index.ts';
import { reportAbout } from './report.ts';

const cause = { record: 7 };

function told(metadata: object | undefined): unknown[] {
  const calls: unknown[] = [];
  const recorder = { event: (...args: unknown[]) => calls.push(args) } as unknown as EventRecorder;
  reportAbout(
    recorder,
    coreV1.pods,
    metadata === undefined ? {} : { metadata },
    cause,
  )('Normal', 'Tested', 'a test');
  return calls;
}

it('a report names the very object, its version and what caused it', () => {
  const metadata = { namespace: 'default', name: 'web', uid: 'u-1', resourceVersion: '12', labels: {} };
  const { labels: _, ...reference } = metadata;
  expect(told(metadata)).toStrictEqual([
    [{ apiVersion: 'v1', kind: 'Pod', ...reference }, 'Normal', 'Tested', 'a test', cause],
  ]);
});

it('a report says nothing of what the object does not have', () => {
  const bare = { apiVersion: 'v1', kind: 'Pod', name: '' };
  expect([told({}), told(undefined)]).toStrictEqual([
    [[bare, 'Normal', 'Tested', 'a test', cause]],
    [[bare, 'Normal', 'Tested', 'a test', cause]],
  ]);
});
