// A plugin of a scheduler: pods of one team (label `team`) keep off nodes on which another team has pods.
// Run it in virtual time: npx tsx examples/scheduler-plugin.ts [seed]
import { coreV1, type Manager, type V1Pod } from 'homeostat';
import { addScheduler, type Plugin, Status, schedulerConfiguration } from 'homeostat/scheduler';
import { builtInManagers, openTestWorld } from 'homeostat/testing';

const name = 'OwnNodes';

export function ownNodes(): Plugin {
  const taken = new Status('Unschedulable', name, 'node(s) belonged to another team');
  return {
    name,
    // What may change its mind: a pod that is gone.
    events: [{ resource: 'AssignedPod', action: 'Delete' }],
    filter(_state, { pod }, { pods }) {
      const team = pod.metadata?.labels?.team;
      for (const { pod: other } of pods.values()) if (other.metadata?.labels?.team !== team) return taken;
      return undefined;
    },
  };
}

/** A scheduler that has the plugin, and a configuration that enables it as a file would. */
export const withOwnNodes = {
  plugins: [{ name, plugin: ownNodes }],
  configuration: schedulerConfiguration({ profiles: [{ plugins: { filter: { enabled: [{ name }] } } }] }),
};

/** A control plane in virtual time with that scheduler. In real time it is `startCluster({ schedulers: [withOwnNodes] })`. */
export function openWorldOfTeams(seed: number | string) {
  const scheduler = (manager: Manager) => addScheduler(manager, withOwnNodes);
  return openTestWorld({ seed, nodes: 2, managers: { ...builtInManagers, 'default-scheduler': scheduler } });
}

if (import.meta.filename === process.argv[1]) {
  const { act, run, close } = await openWorldOfTeams(process.argv[2] ?? 7);
  await act(async (user) => {
    for (const team of ['red', 'blue', 'green']) await user.create(coreV1.pods, podOf(team));
  });
  const { items } = await run((user) => user.list(coreV1.pods));
  for (const { metadata, spec } of items) {
    process.stdout.write(`${metadata?.name} is on ${spec?.nodeName ?? 'no node'}\n`);
  }
  await close();
}

/** A pod of a team, by its name. */
export function podOf(team: string): V1Pod {
  const spec = { containers: [{ name: 'main', image: 'nginx' }] };
  return { metadata: { name: team, namespace: 'default', labels: { team } }, spec };
}
