import type { V1Node } from '../../api/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import type { OnChange } from '../pod/watched-object.ts';

/**
 * The volumes of a node that have to be attached: which its pods use, and what the API server knows of that. Mirrors kubernetes
 * pkg/kubelet/volumemanager (GetVolumesInUse, MarkVolumesAsReportedInUse).
 */
export class NodeVolumes {
  /** How many pods use each. */
  readonly #users = new Map<string, number>();
  readonly #waiting = new Set<OnChange>();
  #reported: readonly string[] = [];
  #attached: readonly string[] = [];
  /** What has led to that: what the kubelet tells of itself, it does not wait for. */
  #attachedBy: Cause | undefined;
  /** Pods of which it is not known yet what they use; and one for the kubelet itself, while it starts. */
  #unknown = 1;
  #changed: OnChange = () => {};

  /** `changed` is called when the node is to tell of other volumes than before, with what led to that. */
  onChange(changed: OnChange): void {
    this.#changed = changed;
  }

  /** What is in use, by name; undefined while not all is known: what was told before stays. */
  get inUse(): readonly string[] | undefined {
    return this.#unknown > 0 ? undefined : [...this.#users.keys()].sort();
  }

  /** There is a pod of which it is not known what it uses, until `known`. */
  unknown(): void {
    this.#unknown++;
  }

  known(cause?: Cause): void {
    this.#unknown--;
    if (this.#unknown === 0) this.#tell(cause);
  }

  use(names: readonly string[], cause: Cause | undefined): void {
    for (const name of names) this.#users.set(name, (this.#users.get(name) ?? 0) + 1);
    this.#tell(cause);
  }

  letGo(names: readonly string[], cause: Cause | undefined): void {
    for (const name of names) {
      const left = (this.#users.get(name) ?? 0) - 1;
      if (left > 0) this.#users.set(name, left);
      else this.#users.delete(name);
    }
    this.#tell(cause);
  }

  /** A volume may be mounted: the controller knows that it is used here, and has had it attached. */
  isMountable(name: string): boolean {
    return this.#reported.includes(name) && this.#attached.includes(name);
  }

  /** Is called when other volumes may be mounted than before, with what led to that, until it is taken back. */
  wait(onChange: OnChange): void {
    this.#waiting.add(onChange);
  }

  waitNoMore(onChange: OnChange): void {
    this.#waiting.delete(onChange);
  }

  /** The status of the node is so now. */
  observe(node: V1Node): void {
    const { status } = node;
    const reported = status?.volumesInUse ?? [];
    const attached = status?.volumesAttached?.map(({ name }) => name) ?? [];
    if (reported.join() === this.#reported.join() && attached.join() === this.#attached.join()) return;
    if (attached.join() !== this.#attached.join()) this.#attachedBy = causeOf(node);
    this.#reported = reported;
    this.#attached = attached;
    for (const onChange of [...this.#waiting]) onChange(this.#attachedBy);
  }

  #tell(cause: Cause | undefined): void {
    const { inUse } = this;
    if (inUse !== undefined && inUse.join() !== this.#reported.join()) this.#changed(cause);
  }
}
