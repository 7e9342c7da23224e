/**
 * The volumes of a node that have to be attached: which its pods use, and what the API server knows of that. Mirrors kubernetes
 * pkg/kubelet/volumemanager (GetVolumesInUse, MarkVolumesAsReportedInUse).
 */
export class NodeVolumes {
  /** How many pods use each. */
  readonly #users = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #reported: readonly string[] = [];
  #attached: readonly string[] = [];
  /** Pods of which it is not known yet what they use; and one for the kubelet itself, while it starts. */
  #unknown = 1;
  #changed: () => void = () => {};

  /** `changed` is called when the node is to tell of other volumes than before. */
  onChange(changed: () => void): void {
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

  known(): void {
    this.#unknown--;
    if (this.#unknown === 0) this.#tell();
  }

  use(names: readonly string[]): void {
    for (const name of names) this.#users.set(name, (this.#users.get(name) ?? 0) + 1);
    this.#tell();
  }

  letGo(names: readonly string[]): void {
    for (const name of names) {
      const left = (this.#users.get(name) ?? 0) - 1;
      if (left > 0) this.#users.set(name, left);
      else this.#users.delete(name);
    }
    this.#tell();
  }

  /** A volume may be mounted: the controller knows that it is used here, and has had it attached. */
  isMountable(name: string): boolean {
    return this.#reported.includes(name) && this.#attached.includes(name);
  }

  /** Is called when other volumes may be mounted than before, until it is taken back. */
  wait(onChange: () => void): void {
    this.#waiting.add(onChange);
  }

  waitNoMore(onChange: () => void): void {
    this.#waiting.delete(onChange);
  }

  /** The status of the node is so now. */
  observe(reported: readonly string[] = [], attached: readonly string[] = []): void {
    if (reported.join() === this.#reported.join() && attached.join() === this.#attached.join()) return;
    this.#reported = reported;
    this.#attached = attached;
    for (const onChange of [...this.#waiting]) onChange();
  }

  #tell(): void {
    const { inUse } = this;
    if (inUse !== undefined && inUse.join() !== this.#reported.join()) this.#changed();
  }
}
