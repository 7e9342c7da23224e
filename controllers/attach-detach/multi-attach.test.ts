import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { multiAttachMessage } from './multi-attach.ts';

const pod = (name: string, namespace = 'default'): V1Pod => ({ metadata: { name, namespace } });

/** As in upstream's Test_ReportMultiAttachError. */
test.each<[readonly V1Pod[], string]>([
  [[], "Volume is already exclusively attached to one node and can't be attached to another"],
  [[pod('pod2')], 'Volume is already used by pod(s) pod2'],
  [[pod('pod2'), pod('pod3')], 'Volume is already used by pod(s) pod2, pod3'],
  [[pod('pod2', 'other')], 'Volume is already used by 1 pod(s) in different namespaces'],
  [
    [pod('pod2'), pod('pod3', 'other')],
    'Volume is already used by pod(s) pod2 and 1 pod(s) in different namespaces',
  ],
])('used by %j', (users, expected) => {
  expect(multiAttachMessage('pv', pod('pod1'), users)).toBe(`Multi-Attach error for volume "pv" ${expected}`);
});
