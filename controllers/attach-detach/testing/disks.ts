import {
  coreV1,
  storageV1,
  type V1Node,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StorageClass,
} from '../../../api/index.ts';
import type { Client } from '../../../client/index.ts';
import { managedAttachAnnotation } from '../../../component-helpers/index.ts';
import { diskDriver } from '../../simulated-storage/driver.ts';
import { addSimulatedStorage } from '../../simulated-storage/simulated-storage.ts';
import { type ControllerWorldOptions, openControllerWorld } from '../../testing/controller-world.ts';
import { addVolumeBinder } from '../../volume-binder/volume-binder.ts';
import { addAttachDetachController } from '../attach-detach-controller.ts';

type Parameters = Readonly<Record<string, string>>;

/** A world with two nodes, whose kubelets the test plays, and a class `disk` with what is declared of it. */
export async function openDisks(parameters: Parameters = {}, options: ControllerWorldOptions = {}) {
  const world = await openControllerWorld((manager) => {
    addVolumeBinder(manager);
    addSimulatedStorage(manager);
    addAttachDetachController(manager);
  }, options);
  const { run, client, simulation } = world;
  const act = async (work: () => Promise<unknown>) => {
    await run(work);
    await simulation.settle();
  };
  await act(() => client.create(storageV1.storageClasses, diskClass(parameters)));
  for (const name of ['node-1', 'node-2']) await act(() => createNode(client, name));
  const read = <T>(work: () => Promise<T>) => run(work);
  return {
    ...world,
    act,
    createClaim: (name: string, ...modes: string[]) =>
      act(() => client.create(coreV1.persistentVolumeClaims, claim(name, modes))),
    createPod: (name: string, claimName: string, node: string, namespace = 'default') =>
      act(() => client.create(coreV1.pods, podUsing(name, claimName, node, namespace))),
    deletePod: (name: string) =>
      act(() => client.delete(coreV1.pods, { namespace: 'default', name }, { gracePeriodSeconds: 0 })),
    patchNode: (name: string, status: object) => act(() => patchNodeStatus(client, name, status)),
    /** What a kubelet says that it uses. */
    use: (name: string, ...volumesInUse: string[]) =>
      act(() => patchNodeStatus(client, name, { volumesInUse })),
    /** `node-1 attached`, by the names of the attachments' nodes. */
    attachments: async () =>
      (await read(() => client.list(storageV1.volumeAttachments))).items
        .map(
          ({ spec, status }) => `${spec.nodeName} ${status?.attached === true ? 'attached' : 'not attached'}`,
        )
        .sort(),
    /** What nodes call the volumes that are attached to it, as its status says. */
    attachedTo: async (name: string) =>
      (await read(() => client.get(coreV1.nodes, { name }))).status?.volumesAttached?.map(
        (one) => one.name,
      ) ?? [],
    /** What the controller tells: `web SuccessfulAttachVolume x1: ...`, the names of volumes left out. */
    events: async () =>
      (await read(() => client.list(coreV1.events))).items
        .filter(({ source }) => source?.component === 'attachdetach-controller')
        .map(({ involvedObject, reason, count, message }) => {
          const text = message?.replaceAll(/pvc-[0-9a-f-]{36}/g, 'VOLUME');
          return `${involvedObject.name} ${reason} x${count}: ${text}`;
        }),
  };
}

function diskClass(parameters: Parameters): V1StorageClass {
  return { metadata: { name: 'disk' }, provisioner: diskDriver, parameters };
}

async function createNode(client: Client, name: string): Promise<void> {
  const node: V1Node = { metadata: { name, annotations: { [managedAttachAnnotation]: 'true' } } };
  await client.create(coreV1.nodes, node);
  await patchNodeStatus(client, name, { conditions: [{ type: 'Ready', status: 'True' }] });
}

async function patchNodeStatus(client: Client, name: string, status: object): Promise<unknown> {
  const patch = { type: 'merge', body: { status } } as const;
  return client.patch(coreV1.nodes, { name }, patch, { subresource: 'status' });
}

function claim(name: string, modes: readonly string[]): V1PersistentVolumeClaim {
  const accessModes = modes.length === 0 ? ['ReadWriteOnce'] : modes;
  const resources = { requests: { storage: '1Gi' } };
  return {
    metadata: { name, namespace: 'default' },
    spec: { accessModes, resources, storageClassName: 'disk' },
  };
}

function podUsing(name: string, claimName: string, nodeName: string, namespace: string): V1Pod {
  return {
    metadata: { name, namespace },
    spec: {
      nodeName,
      containers: [{ name: 'main', image: 'nginx' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    },
  };
}
