/** That a volume is attached to a node, or may be. */
export interface Attachment {
  /** What nodes call the volume. */
  readonly volume: string;
  readonly node: string;
  /** False: an attempt to attach or detach it has failed, and nobody knows what came of it. */
  attached: boolean;
  /** The status of the node says so. */
  reported: boolean;
  /** The node says that it uses the volume, or has not said anything yet. */
  mounted: boolean;
  /** Since when it is not wanted any more. */
  unwantedSinceMs: number | undefined;
}

/**
 * What is attached where, as far as the controller knows: it has seen to it, or found it when it started. Mirrors kubernetes
 * pkg/controller/volume/attachdetach/cache (ActualStateOfWorld).
 */
export class Attachments {
  readonly #byVolume = new Map<string, Map<string, Attachment>>();
  readonly #byNode = new Map<string, Map<string, Attachment>>();

  get(volume: string, node: string): Attachment | undefined {
    return this.#byVolume.get(volume)?.get(node);
  }

  of(volume: string): readonly Attachment[] {
    return [...(this.#byVolume.get(volume)?.values() ?? [])];
  }

  on(node: string): readonly Attachment[] {
    return [...(this.#byNode.get(node)?.values() ?? [])];
  }

  /** The volume is attached to the node for certain, and the node is to be told so. */
  attached(volume: string, node: string): void {
    const known = this.#ensure(volume, node);
    known.attached = true;
    known.reported = true;
    known.unwantedSinceMs = undefined;
  }

  /** It may be attached or not. */
  uncertain(volume: string, node: string): Attachment {
    const known = this.#ensure(volume, node);
    known.attached = false;
    known.reported = false;
    return known;
  }

  detached(volume: string, node: string): void {
    remove(this.#byVolume, volume, node);
    remove(this.#byNode, node, volume);
  }

  #ensure(volume: string, node: string): Attachment {
    const known = this.get(volume, node);
    if (known !== undefined) return known;
    // A node that says nothing is taken to use what it was given.
    const added = {
      volume,
      node,
      attached: false,
      reported: false,
      mounted: true,
      unwantedSinceMs: undefined,
    };
    add(this.#byVolume, volume, node, added);
    add(this.#byNode, node, volume, added);
    return added;
  }
}

type Nested = Map<string, Map<string, Attachment>>;

function add(all: Nested, outer: string, inner: string, attachment: Attachment): void {
  const group = all.get(outer);
  if (group === undefined) all.set(outer, new Map([[inner, attachment]]));
  else group.set(inner, attachment);
}

function remove(all: Nested, outer: string, inner: string): void {
  const group = all.get(outer);
  group?.delete(inner);
  if (group?.size === 0) all.delete(outer);
}
