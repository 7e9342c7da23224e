import { schedulingV1, type V1Pod, type V1PodSpec } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { node, pod } from './objects.ts';
import { openWorld, type ScheduledWorld, type WorldOptions } from './scheduled-world.ts';

/** `polite` preempts nobody. */
const classes = { low: 1, mid: 5, high: 10, polite: 10 };

async function makeClasses(client: Client): Promise<void> {
  for (const [name, value] of Object.entries(classes)) {
    const preemptionPolicy = name === 'polite' ? 'Never' : 'PreemptLowerPriority';
    await client.create(schedulingV1.priorityClasses, { metadata: { name }, value, preemptionPolicy });
  }
}

/** A pod of this priority class that asks for these CPUs. */
export const at = (
  priorityClassName: keyof typeof classes,
  name: string,
  cpu = '2',
  spec: Partial<V1PodSpec> = {},
): V1Pod => pod(name, { cpu }, { priorityClassName, ...spec });

/** A world with these nodes, of two CPUs each, and the priority classes. */
export async function openWith(
  nodes: readonly string[],
  options: WorldOptions = {},
): Promise<ScheduledWorld> {
  const world = await openWorld({ before: makeClasses, ...options });
  for (const name of nodes) await world.create(node(name, { cpu: '2', memory: '8Gi' }));
  return world;
}

export const nodeOf = async (world: ScheduledWorld, name: string) => (await world.pod(name)).spec?.nodeName;
export const nominatedOf = async (world: ScheduledWorld, name: string) =>
  (await world.pod(name)).status?.nominatedNodeName;
/** Whether a pod was told to go. */
export const isGoing = async (world: ScheduledWorld, name: string) =>
  (await world.pod(name)).metadata?.deletionTimestamp !== undefined;
/** How often a scheduler has decided on a pod. */
export const attempts = ({ trace }: ScheduledWorld, name: string) =>
  trace.filter(({ kind, fields }) => kind === 'schedule' && fields.pod === `default/${name}`).length;
