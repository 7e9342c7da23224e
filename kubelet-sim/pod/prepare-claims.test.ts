import { expect, test } from 'vitest';
import type { ResourceV1ResourceClaim, V1Pod } from '../../api/index.ts';
import type { DeclaredDevices } from '../devices/declared-devices.ts';
import { NodeHost } from '../node/node-host.ts';
import { NodeImages } from '../node/node-images.ts';
import { nodeFacts } from '../node/node-spec.ts';
import { planPod } from './pod-plan.ts';
import { noObjects } from './pod-references.ts';
import type { PodState } from './pod-state.ts';
import { prepareClaims } from './prepare-claims.ts';

const pod: V1Pod = {
  metadata: { name: 'web', namespace: 'default', uid: 'u1' },
  spec: {
    containers: [{ name: 'c', image: 'i' }],
    resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }],
  },
};
const results = [{ request: 'r', driver: 'gpu.example.com', pool: 'n', device: 'gpu-0' }];
const reserved: ResourceV1ResourceClaim = {
  metadata: { name: 'gpu', namespace: 'default', uid: 'c1' },
  spec: {},
  status: {
    allocation: { devices: { results } },
    reservedFor: [{ resource: 'pods', name: 'web', uid: 'u1' }],
  },
};
const state: PodState = { containers: [], startTime: '', addedMs: 0, ip: '', sandbox: false, mounted: true };

function step(
  from: PodState,
  nowMs: number,
  claim?: ResourceV1ResourceClaim,
  driver?: Partial<DeclaredDevices>,
  of = pod,
) {
  const plan = planPod(of, { behaviours: [], preset: 'instant', images: new NodeImages() });
  const declared = { driver: 'gpu.example.com', devices: [], ...driver };
  const node = new NodeHost(
    nodeFacts({ name: 'n' }),
    'key',
    new Map(driver && [[declared.driver, declared]]),
  );
  return prepareClaims(
    plan,
    from,
    nowMs,
    node.hostOf(of, () => ({ ...noObjects, deviceClaim: () => claim })),
  );
}

const generated = {
  ...pod,
  spec: { ...pod.spec, containers: [], resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 't' }] },
};

test.each([
  ['no claim', 'fetch ResourceClaim gpu: resourceclaims.resource.k8s.io "gpu" not found', undefined, {}, pod],
  [
    'a claim of others',
    'pod web (u1) is not allowed to use ResourceClaim gpu (c1)',
    { ...reserved, status: {} },
    {},
    pod,
  ],
  ['no driver', 'DRA driver gpu.example.com is not registered', reserved, undefined, pod],
  ['a claim that is not made', 'pod "default/web": ResourceClaim not created yet', undefined, {}, generated],
] as const)('a pod with %s waits for more than a minute', (_, problem, claim, driver, of) => {
  const { state: after, events } = step(state, 1000, claim, driver, of);
  const message = `Failed to prepare dynamic resources: prepare dynamic resources: ${problem}`;
  expect(events).toMatchObject([{ type: 'Warning', reason: 'FailedPrepareDynamicResources', message }]);
  const { untilMs = 0, at } = typeof after.prepare === 'object' ? after.prepare : {};
  expect(at).toBe('failed');
  expect(untilMs).toBeGreaterThanOrEqual(61_000);
  expect(step(after, untilMs - 1, reserved, {}).state).toBe(after);
  expect(step(after, untilMs, reserved, {}).state.prepare).toEqual({ at: 'driver', untilMs });
});

test('a driver takes its time, and may fail then', () => {
  const begun = step(state, 1000, reserved, { prepare: { delayMs: 500 } }).state;
  expect(begun.prepare).toEqual({ at: 'driver', untilMs: 1500 });
  expect(step(begun, 1499, reserved, {}).state).toBe(begun);
  expect(step(begun, 1500, reserved, {}).state.prepare).toBe('done');
  const { events } = step(begun, 1500, reserved, { prepare: { fail: 'on fire' } });
  const why = 'NodePrepareResources failed for ResourceClaim gpu: on fire';
  expect(events).toMatchObject([
    { message: `Failed to prepare dynamic resources: prepare dynamic resources: ${why}` },
  ]);
});
