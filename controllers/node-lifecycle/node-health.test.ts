import { expect, it } from 'vitest';
import type { V1Lease, V1Node } from '../../api/index.ts';
import { formatMicroTime, formatTime } from '../../apimachinery/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { NodeHealth } from './node-health.ts';

const second = 1000;

function open() {
  const simulation = createSimulation({ seed: 1 });
  const { clock } = simulation.environment;
  const silent: string[] = [];
  const startMs = clock.now();
  const onSilent = (node: string) => silent.push(`${node} after ${(clock.now() - startMs) / second} s`);
  const health = new NodeHealth(clock, {
    monitorGraceMs: 50 * second,
    startupGraceMs: 60 * second,
    onSilent,
  });
  const lease = (renewedMs = clock.now()): V1Lease => ({
    metadata: { name: 'node-1', namespace: 'kube-node-lease' },
    spec: { renewTime: formatMicroTime(renewedMs) },
  });
  const node = (status = 'True', lastHeartbeatTime = formatTime(startMs)): V1Node => ({
    metadata: { name: 'node-1', creationTimestamp: formatTime(startMs) },
    status: { conditions: [{ type: 'Ready', status, lastHeartbeatTime }] },
  });
  const newNode: V1Node = { metadata: { name: 'node-1', creationTimestamp: formatTime(startMs) } };
  return { simulation, clock, silent, health, lease, node, newNode, startMs };
}

it('a renewed lease is a sign of life; the same one, or an older one, seen again is none', async () => {
  const { simulation, silent, health, lease, node, startMs } = open();
  health.sawNode(node());
  await simulation.runFor(20 * second);
  const renewed = lease();
  health.sawLease(renewed);
  await simulation.runFor(20 * second);
  health.sawLease(renewed);
  health.sawLease(lease(startMs));
  health.sawLease({ ...renewed, spec: {} });
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 70 s']);
});
