import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appsV1, type V1Affinity, type V1Pod } from '../../api/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { CycleState } from '../framework/cycle-state.ts';
import { NodeSelector } from '../framework/select-node.ts';
import { testFramework, testParts } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { createReady, openWorld } from '../testing/scheduled-world.ts';
import { defaultPlugins } from './index.ts';

const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';
const web = { app: 'web' };

/** A scheduler's decisions without its queue: each pod is placed as soon as it is decided where. */
function placing(zones: readonly string[], seed = 1) {
  const parts = testParts();
  for (const [at, name] of zones.entries()) {
    parts.snapshot.setNode(node(`node-${at}`, undefined, {}, { [hostname]: `node-${at}`, [zone]: name }));
  }
  const selector = new NodeSelector(createSimulation({ seed }).environment);
  const framework = testFramework(defaultPlugins, parts);
  const zoneOf = new Map(zones.map((name, at) => [`node-${at}`, name]));
  return (of: V1Pod) => {
    const info = new PodInfo(of);
    const selection = selector.select(framework, new CycleState(), info, parts.snapshot);
    if (!('node' in selection)) return undefined;
    parts.snapshot.assumePod(info, selection.node.name);
    return { node: selection.node.name, zone: zoneOf.get(selection.node.name) ?? '' };
  };
}

function labelled(name: string, labels: Readonly<Record<string, string>>, spec: object): V1Pod {
  const made = pod(name, { cpu: '10m' }, spec);
  return { ...made, metadata: { ...made.metadata, labels } };
}

const zones = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 9 });

test('pods that are placed one by one never lie further apart than the skew that is allowed', () => {
  fc.assert(
    fc.property(zones, fc.integer({ min: 1, max: 3 }), fc.integer(), (names, maxSkew, seed) => {
      const place = placing(names, seed);
      const counts = new Map<string, number>(names.map((name) => [name, 0]));
      const constraint = {
        maxSkew,
        topologyKey: zone,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: web },
      };
      for (let at = 0; at < 12; at++) {
        const placed = place(labelled(`p-${at}`, web, { topologySpreadConstraints: [constraint] }));
        if (placed === undefined) throw new Error('the emptiest zone can always take one');
        counts.set(placed.zone, (counts.get(placed.zone) ?? 0) + 1);
        const sizes = [...counts.values()];
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(maxSkew);
      }
    }),
    { numRuns: 40 },
  );
});

test('pods that do not want each other never share a zone, and those that do share one', () => {
  const required = (kind: 'podAffinity' | 'podAntiAffinity', app: string): V1Affinity => ({
    [kind]: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: zone, labelSelector: { matchLabels: { app } } },
      ],
    },
  });
  fc.assert(
    fc.property(
      zones,
      fc.array(fc.constantFrom('lonely', 'plain', 'social'), { maxLength: 12 }),
      fc.integer(),
      (names, apps, seed) => {
        const place = placing(names, seed);
        const lonely: string[] = [];
        const others = new Set<string>();
        const social = new Set<string>();
        for (const [at, app] of apps.entries()) {
          // The lonely ones keep plain ones away, which say nothing themselves.
          const affinity =
            app === 'plain'
              ? {}
              : app === 'social'
                ? required('podAffinity', 'social')
                : required('podAntiAffinity', 'plain');
          const placed = place(labelled(`p-${at}`, { app }, { affinity }));
          if (placed === undefined) continue;
          if (app === 'lonely') lonely.push(placed.zone);
          if (app === 'plain') others.add(placed.zone);
          if (app === 'social') social.add(placed.zone);
          expect(lonely.filter((name) => others.has(name))).toEqual([]);
          expect(social.size).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe('in a cluster', () => {
  test('the pods of a ReplicaSet are spread over zones though nobody asks for it', async () => {
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web' }] } };
    const world = await openWorld({
      before: async (client) => {
        for (const [at, name] of ['a', 'a', 'a', 'b'].entries()) {
          await createReady(
            client,
            node(`node-${at}`, undefined, {}, { [hostname]: `node-${at}`, [zone]: name }),
          );
        }
        await client.create(appsV1.replicaSets, {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: { name: 'web', namespace: 'default' },
          spec: { replicas: 8, selector: { matchLabels: labels }, template },
        });
      },
    });
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'web', controller: true };
    const nodes: (string | undefined)[] = [];
    for (let at = 0; at < 8; at++) {
      const made = labelled(`web-${at}`, labels, {});
      await world.create({ ...made, metadata: { ...made.metadata, ownerReferences: [owner] } });
      nodes.push((await world.pod(`web-${at}`)).spec?.nodeName);
    }
    expect(nodes.filter((name) => name === 'node-3').length).toBeGreaterThanOrEqual(3);
  });

  test('a pod waits until a neighbour that it needs has come', async () => {
    const world = await openWorld();
    for (const name of ['node-1', 'node-2'])
      await world.create(node(name, undefined, {}, { [hostname]: name }));
    const term = { topologyKey: hostname, labelSelector: { matchLabels: { app: 'db' } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    await world.create(labelled('web', web, { affinity }));
    const [condition] = (await world.pod('web')).status?.conditions ?? [];
    expect(condition?.message).toBe(
      "0/2 nodes are available: 2 node(s) didn't match pod affinity rules. no new claims to deallocate, preemption: 0/2 nodes " +
        'are available: 2 Preemption is not helpful for scheduling.',
    );
    await world.create(labelled('db', { app: 'db' }, {}));
    await world.simulation.runFor(2_000);
    expect((await world.pod('web')).spec?.nodeName).toBe((await world.pod('db')).spec?.nodeName);
  });
});
