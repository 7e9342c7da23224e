import {
  coreV1,
  storageV1,
  type V1CSIDriver,
  type V1Node,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1VolumeAttachment,
} from '../../api/index.ts';
import { keyOf, makeKey } from '../../apimachinery/index.ts';
import type { InformerFactory, SharedInformer } from '../../client/index.ts';
import {
  attachedVolumeName,
  isPodTerminal,
  needsAttachment,
  volumeOfName,
} from '../../component-helpers/index.ts';
import { claimIndex, claimKeysOf, indexPodsByClaim } from '../kit/pods-by-claim.ts';

const nameIndex = 'attached-name';

/** What is known of the volumes that have to be attached, and of who uses them. */
export class KnownVolumes {
  readonly pods: SharedInformer<V1Pod>;
  readonly nodes: SharedInformer<V1Node>;
  readonly claims: SharedInformer<V1PersistentVolumeClaim>;
  readonly volumes: SharedInformer<V1PersistentVolume>;
  readonly drivers: SharedInformer<V1CSIDriver>;
  readonly attachments: SharedInformer<V1VolumeAttachment>;
  /** The nodes whose volumes the controller attaches. One that is gone stays as long as a volume may be attached to it. */
  readonly managedNodes = new Set<string>();
  /** The nodes that volumes, by their own names, were attached to or meant to be when the controller started. */
  readonly #found = new Map<string, Set<string>>();

  constructor(informers: InformerFactory) {
    this.pods = informers.informer(coreV1.pods);
    this.nodes = informers.informer(coreV1.nodes);
    this.claims = informers.informer(coreV1.persistentVolumeClaims);
    this.volumes = informers.informer(coreV1.persistentVolumes);
    this.drivers = informers.informer(storageV1.csiDrivers);
    this.attachments = informers.informer(storageV1.volumeAttachments);
    indexPodsByClaim(this.pods);
    const nameOf = (volume: V1PersistentVolume) => attachedVolumeName(volume) ?? '';
    this.volumes.addIndexers({ [nameIndex]: (volume) => [nameOf(volume)] });
  }

  /** What nodes call a volume, if it has to be attached. */
  nameOf(volume: V1PersistentVolume | undefined): string | undefined {
    const driver = volume?.spec?.csi?.driver;
    if (volume === undefined || driver === undefined) return undefined;
    return needsAttachment(this.drivers.indexer.get(driver)) ? attachedVolumeName(volume) : undefined;
  }

  /** The volume that nodes call so; two of one name are one disk. Of one that is gone, what its name says is known. */
  volumeNamed(name: string): V1PersistentVolume {
    return this.volumes.indexer.byIndex(nameIndex, name)[0] ?? volumeOfName(name);
  }

  /** As the controller started, there was an attachment of this volume to this node. */
  found(volumeName: string, node: string): void {
    const nodes = this.#found.get(volumeName);
    if (nodes === undefined) this.#found.set(volumeName, new Set([node]));
    else nodes.add(node);
  }

  /** Where it was found, told once. */
  takeFound({ metadata }: V1PersistentVolume): Iterable<string> {
    const nodes = this.#found.get(metadata?.name ?? '') ?? [];
    this.#found.delete(metadata?.name ?? '');
    return nodes;
  }

  /** What the claims of a pod stand for, as far as it has to be attached. */
  namesOfPod(pod: V1Pod): readonly string[] {
    return claimKeysOf(pod).flatMap((key) => {
      const claim = this.claims.indexer.get(key);
      return this.nameOf(this.volumes.indexer.get(claim?.spec?.volumeName ?? '')) ?? [];
    });
  }

  /**
   * Where a volume is wanted, and by whom. Mirrors kubernetes pkg/controller/volume/attachdetach/cache (DesiredStateOfWorld).
   * Differs: it is looked up, and not kept.
   */
  wanted(name: string): ReadonlyMap<string, readonly V1Pod[]> {
    const byNode = new Map<string, V1Pod[]>();
    for (const volume of this.volumes.indexer.byIndex(nameIndex, name)) {
      if (this.nameOf(volume) === undefined) continue;
      for (const pod of this.#usersOf(volume)) {
        const node = pod.spec?.nodeName ?? '';
        const users = byNode.get(node);
        if (users === undefined) byNode.set(node, [pod]);
        else users.push(pod);
      }
    }
    return byNode;
  }

  #usersOf(volume: V1PersistentVolume): readonly V1Pod[] {
    const { namespace, name = '', uid } = volume.spec?.claimRef ?? {};
    const claim = this.claims.indexer.get(makeKey(namespace, name));
    if (claim === undefined || claim.metadata?.uid !== uid) return [];
    if (claim.status?.phase !== 'Bound' || claim.spec?.volumeName !== volume.metadata?.name) return [];
    const pods = this.pods.indexer.byIndex(claimIndex, keyOf(claim));
    return pods.filter((pod) => this.managedNodes.has(pod.spec?.nodeName ?? '') && !isPodTerminated(pod));
  }
}

/** Whether nothing of a pod runs any more. Mirrors kubernetes pkg/volume/util (IsPodTerminated). */
export function isPodTerminated(pod: V1Pod): boolean {
  if (isPodTerminal(pod)) return true;
  if (pod.metadata?.deletionTimestamp === undefined) return false;
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses.every(({ state }) => state?.terminated !== undefined || state?.waiting !== undefined);
}
