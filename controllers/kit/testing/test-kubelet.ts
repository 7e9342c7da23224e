import { coreV1, type V1Pod } from '../../../api/index.ts';
import { formatTime, objectKey } from '../../../apimachinery/index.ts';
import type { Client, InformerFactory } from '../../../client/index.ts';
import type { Environment } from '../../../environment/index.ts';

export interface TestKubeletOptions {
  readonly readyAfterMs: number | undefined;
  readonly brokenImages: readonly string[];
}

/**
 * Gives every pod a node, makes it run and become ready after a while, and lets what is deleted go after half a second.
 */
export function startTestKubelet(
  environment: Environment,
  client: Client,
  informers: InformerFactory,
  options: TestKubeletOptions,
): void {
  const later = (delayMs: number, task: () => Promise<unknown>) =>
    environment.clock.setTimer(delayMs, () => environment.spawn('pod', async () => void (await task())));
  const remove = (pod: V1Pod) =>
    client.delete(coreV1.pods, objectKey(pod), { gracePeriodSeconds: 0 }).catch(() => {});
  let node = 0;
  informers.informer(coreV1.pods).addEventHandler({
    onAdd(pod) {
      later(0, () => bind(client, pod, `node-${node++ % 3}`).catch(() => {}));
      const image = pod.spec?.containers[0]?.image ?? '';
      const { readyAfterMs } = options;
      if (readyAfterMs === undefined || options.brokenImages.includes(image)) return;
      later(readyAfterMs, () =>
        client
          .get(coreV1.pods, objectKey(pod))
          .then((fresh) => client.updateStatus(coreV1.pods, running(fresh, environment.clock.now())))
          .catch(() => {}),
      );
    },
    onUpdate(old, pod) {
      const starts = old.metadata?.deletionTimestamp === undefined;
      if (starts && pod.metadata?.deletionTimestamp !== undefined) later(500, () => remove(pod));
    },
  });
}

function bind(client: Client, pod: V1Pod, node: string): Promise<unknown> {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace },
    target: { kind: 'Node', name: node },
  };
  return client.createSubresource(coreV1.pods, { namespace, name }, 'binding', binding);
}

function running(pod: V1Pod, nowMs: number): V1Pod {
  const lastTransitionTime = formatTime(nowMs);
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime }];
  return { ...pod, status: { ...pod.status, phase: 'Running', conditions } };
}
