import { coreV1, type V1PersistentVolume, type V1Pod } from '../../api/index.ts';
import type { EventRecorder } from '../../client/index.ts';
import type { Cause } from '../../environment/index.ts';
import { reportAbout } from '../kit/report.ts';
import { multiAttachMessage } from './multi-attach.ts';

/** Tells pods what becomes of their volumes. Mirrors what kubernetes pkg/volume/util/operationexecutor tells. */
export class VolumeEvents {
  readonly #recorder: EventRecorder;
  /** The nodes of each volume whose pods have been told that it is attached elsewhere. */
  readonly #told = new Map<string, Set<string>>();

  constructor(recorder: EventRecorder) {
    this.#recorder = recorder;
  }

  attached(volume: V1PersistentVolume, pods: readonly V1Pod[], cause: Cause): void {
    const message = `AttachVolume.Attach succeeded for volume ${nameOf(volume)} `;
    for (const pod of pods)
      reportAbout(this.#recorder, coreV1.pods, pod, cause)('Normal', 'SuccessfulAttachVolume', message);
  }

  notAttached(volume: V1PersistentVolume, pods: readonly V1Pod[], why: string, cause: Cause): void {
    const message = `AttachVolume.Attach failed for volume ${nameOf(volume)} : ${why}`;
    for (const pod of pods) this.#warn(pod, message, cause);
  }

  /** The pods of a node are told once that others have the volume. */
  elsewhere(
    name: string,
    node: string,
    volume: V1PersistentVolume,
    pods: readonly V1Pod[],
    users: readonly V1Pod[],
    cause: Cause,
  ): void {
    const told = this.#told.get(name) ?? new Set();
    this.#told.set(name, told);
    if (told.has(node)) return;
    told.add(node);
    for (const pod of pods)
      this.#warn(pod, multiAttachMessage(volume.metadata?.name ?? '', pod, users), cause);
  }

  /** Nodes where the volume is wanted no more are told again if it is. */
  forget(name: string, wanted: Pick<ReadonlySet<string>, 'has'>): void {
    const told = this.#told.get(name);
    for (const node of told ?? []) if (!wanted.has(node)) told?.delete(node);
    if (told?.size === 0) this.#told.delete(name);
  }

  #warn(pod: V1Pod, message: string, cause: Cause): void {
    reportAbout(this.#recorder, coreV1.pods, pod, cause)('Warning', 'FailedAttachVolume', message);
  }
}

function nameOf({ metadata }: V1PersistentVolume): string {
  return JSON.stringify(metadata?.name ?? 'nil');
}
