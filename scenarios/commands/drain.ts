import { coreV1, type V1Pod } from '../../api/index.ts';
import {
  controllerOf,
  isNotFound,
  isTooManyRequests,
  messageOf,
  objectKey,
} from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { StepContext } from '../prepared-step.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';
import { nodeName } from './nodes.ts';

const withinMsDefault = 60_000;
/** How often kubectl looks whether a pod is gone. */
const lookEveryMs = 1000;
/** How long kubectl waits after a budget has refused. */
const retryAfterMs = 5000;

export const drain: Command = {
  name: 'drain',
  help: 'Makes a node take no more pods, and evicts those it has, but for those of DaemonSets, as `kubectl drain` does: what a disruption budget refuses is tried again every 5s. Waits for them to be gone; for 60s if it does not say.',
  example: 'drain: {node: node-1, timeout: 2m}',
  schema: fieldsSchema({ node: { type: 'string' }, timeout: schemas.duration }, ['node']),
  prepare(argument) {
    argument.fields('node', 'timeout');
    const node = nodeName(argument);
    const withinMs = argument.durationMs('timeout', withinMsDefault);
    return { summary: `drain node ${node}`, run: (context) => drainNode(context, node, withinMs) };
  },
};

async function drainNode({ control, client }: StepContext, node: string, withinMs: number): Promise<void> {
  const body = { spec: { unschedulable: true } };
  await control.complete(() => client.patch(coreV1.nodes, { name: node }, { type: 'merge', body }));
  const refusals = new Map<string, string>();
  let left = await control.complete(() => podsToEvict(client, node));
  for (let passedMs = 0; left.length > 0; passedMs += lookEveryMs) {
    if (passedMs >= withinMs) throw notDrained(left, refusals, withinMs);
    if (passedMs % retryAfterMs === 0) {
      const waiting = left.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      await control.complete(async () => {
        for (const pod of waiting) refusals.set(nameOf(pod), await evict(client, pod));
      });
    }
    await control.runFor(lookEveryMs);
    left = await control.complete(() => podsToEvict(client, node));
  }
}

async function podsToEvict(client: Client, node: string): Promise<readonly V1Pod[]> {
  const { items } = await client.list(coreV1.pods, { fieldSelector: `spec.nodeName=${node}` });
  return items.filter((pod) => controllerOf(pod)?.kind !== 'DaemonSet');
}

/** Resolves with what a budget says against it; '' where nothing does. */
async function evict(client: Client, pod: V1Pod): Promise<string> {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  try {
    await client.createSubresource(coreV1.pods, objectKey(pod), 'eviction', eviction);
    return '';
  } catch (error) {
    if (isNotFound(error)) return '';
    if (isTooManyRequests(error)) return messageOf(error);
    throw error;
  }
}

function notDrained(
  left: readonly V1Pod[],
  refusals: ReadonlyMap<string, string>,
  withinMs: number,
): StepFailure {
  const lines = left.map((pod) => {
    const refusal = refusals.get(nameOf(pod)) ?? '';
    return `pod ${nameOf(pod)}: ${refusal === '' ? 'is not gone yet' : refusal}`;
  });
  return new StepFailure(`pods are left after ${withinMs / 1000}s`, lines.join('\n'));
}

function nameOf({ metadata }: V1Pod): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
