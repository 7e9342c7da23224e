import { expect, test } from 'vitest';
import type { V1Node } from '../../api/index.ts';
import { detachRule } from './detach-rule.ts';

const attachment = { volume: 'v', node: 'n', attached: true, reported: true, mounted: true };
const node = (ready: string, ...taints: string[]): V1Node => ({
  spec: { taints: taints.map((key) => ({ key, effect: 'NoExecute' })) },
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const outOfService = 'node.kubernetes.io/out-of-service';
const waits = (againMs?: number) => ({ mayGo: false, againMs });
const goes = (verify: boolean) => ({ mayGo: true, verify });

/** As in upstream's reconciler_test: Test_Run_OneVolumeAttachAndDetachUnmountedVolume..., ...UnhealthyNode..., ...OutOfServiceTaint. */
test.each<[string, boolean, V1Node | undefined, number, object]>([
  ['unmounted, at once', false, node('True'), 0, goes(true)],
  ['unmounted, after six minutes: nobody is asked', false, node('True'), 360_001, goes(false)],
  ['mounted on a node that is well, for ever', true, node('True'), 3_600_000, waits()],
  ['mounted on a node that is not well', true, node('Unknown'), 60_000, waits(300_001)],
  ['just six minutes', true, node('False'), 360_000, waits(1)],
  ['more than six minutes', true, node('False'), 360_001, goes(false)],
  ['mounted on a node that is gone', true, undefined, 0, waits(360_001)],
  ['mounted on a node out of service', true, node('Unknown', outOfService), 0, goes(false)],
  ['mounted on a node with another taint', true, node('True', 'other'), 0, waits()],
])('%s', (_, mounted, of, waitedMs, expected) => {
  expect(detachRule({ ...attachment, mounted, unwantedSinceMs: 1000 }, of, 1000 + waitedMs)).toEqual(
    expected,
  );
});
