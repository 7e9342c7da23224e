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

it('a newly reported status is a sign of life; the same one seen again is none', async () => {
  const { simulation, clock, silent, health, node } = open();
  health.sawNode(node());
  await simulation.runFor(20 * second);
  const reported = node('False', formatTime(clock.now()));
  health.sawNode(reported);
  await simulation.runFor(20 * second);
  health.sawNode({ ...reported, metadata: { ...reported.metadata, labels: { new: 'yes' } } });
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 70 s']);
});

it('a node that never reported has its time from its creation on, and then as long as every other', async () => {
  const { simulation, clock, silent, health, node, newNode } = open();
  await simulation.runFor(15 * second);
  health.sawNode(newNode);
  await simulation.runFor(44 * second);
  expect(silent).toEqual([]);
  health.sawNode(node('True', formatTime(clock.now())));
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 109 s']);
  const late = open();
  late.health.sawNode(late.newNode);
  await late.simulation.runFor(200 * second);
  expect(late.silent).toEqual(['node-1 after 60 s']);
});

it('a node that reports for the first time has as long as every other from then on', async () => {
  const { simulation, silent, health, node, newNode } = open();
  health.sawNode(newNode);
  await simulation.runFor(5 * second);
  health.sawNode(node());
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 55 s']);
});

it('a node that reported before it was first seen here has its whole time from now on', async () => {
  const { simulation, silent, health, node } = open();
  await simulation.runFor(100 * second);
  health.sawNode(node());
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 150 s']);
});

it('a lease that was seen before its node is no sign of life after it', async () => {
  const { simulation, silent, health, lease, node } = open();
  const renewed = lease();
  health.sawLease(renewed);
  health.sawNode(node());
  await simulation.runFor(30 * second);
  health.sawLease(renewed);
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 50 s']);
});

it('a lease that was deleted says nothing against the next one, whose time may be older', async () => {
  const { simulation, silent, health, lease, node, startMs } = open();
  health.sawLease(lease(startMs + 3600 * second));
  health.forgetLease(lease());
  health.sawNode(node());
  await simulation.runFor(30 * second);
  health.sawLease(lease());
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 80 s']);
});

it('a node that is known to be silent, or gone, or watched no more, is not told of', async () => {
  for (const end of ['unknown', 'forgotten', 'stopped'] as const) {
    const { simulation, silent, health, node } = open();
    health.sawNode(node(end === 'unknown' ? 'Unknown' : 'True'));
    if (end === 'forgotten') health.forgetNode('node-1');
    if (end === 'stopped') health.stop();
    expect(simulation.pending()).toEqual([]);
    await simulation.runFor(200 * second);
    expect(silent).toEqual([]);
    expect(health.isSilent('node-1')).toBe(end !== 'forgotten');
  }
});

it('who comes back under the name of a node that is gone begins again', async () => {
  const { simulation, silent, health, node } = open();
  health.sawNode(node());
  await simulation.runFor(40 * second);
  health.forgetNode('node-1');
  health.sawNode(node());
  await simulation.runFor(200 * second);
  expect(silent).toEqual(['node-1 after 90 s']);
});

it('after it was forgiven a node has its whole time again', async () => {
  const { simulation, health, node } = open();
  health.sawNode(node('Unknown'));
  await simulation.runFor(50 * second);
  expect(health.isSilent('node-1')).toBe(true);
  health.forgive();
  expect([health.isSilent('node-1'), health.isLate('node-1')]).toEqual([false, false]);
  await simulation.runFor(25 * second - 1);
  expect(health.isLate('node-1')).toBe(false);
  await simulation.runFor(1);
  expect([health.isSilent('node-1'), health.isLate('node-1')]).toEqual([false, true]);
  await simulation.runFor(25 * second - 1);
  expect(health.isSilent('node-1')).toBe(false);
  await simulation.runFor(1);
  expect(health.isSilent('node-1')).toBe(true);
});

it('of a node that nobody has seen it says nothing', () => {
  const { health } = open();
  expect([health.isSilent('nobody'), health.isLate('nobody')]).toEqual([false, false]);
});
