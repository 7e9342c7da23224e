import { type CoreV1Event, coreV1, type V1Pod, type V1PodTemplateSpec } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { openVirtualWorld, type VirtualWorld, type VirtualWorldOptions } from '../../scenarios/index.ts';
import type { Stage } from '../index.ts';

/** A cluster in virtual time in which stages are played. */
export interface PlayedWorld extends VirtualWorld {
  readonly user: Client;
  /** Does something, and then lets everything happen that follows from it. */
  act<T>(task: (user: Client) => Promise<T>): Promise<T>;
  pods(): Promise<readonly V1Pod[]>;
  /** Those of stages: `Normal Created: ...`. */
  events(): Promise<readonly string[]>;
}

export const template: V1PodTemplateSpec = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
};

export async function openPlayed(
  stages: readonly Stage[],
  options: VirtualWorldOptions = {},
  seed = 1,
): Promise<PlayedWorld> {
  const world = await openVirtualWorld(seed, { nodes: 2, ...options, stages });
  const { control } = world;
  const user = world.client('user');
  await control.settle();
  return {
    ...world,
    user,
    async act(task) {
      const outcome = await control.complete(() => task(user));
      await control.settle();
      return outcome;
    },
    pods: async () => (await control.complete(() => user.list(coreV1.pods))).items,
    async events() {
      const { items } = await control.complete(() => user.list(coreV1.events));
      const own = ({ source }: CoreV1Event) => source?.component === 'kwok_controller';
      return items.filter(own).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
    },
  };
}
