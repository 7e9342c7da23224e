import type { V1PersistentVolume, V1Pod } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { isMultiAttachAllowed } from '../../component-helpers/index.ts';
import type { Cause } from '../../environment/index.ts';

/** One look at one volume: what is known of it, and when to look again. */
export class Look {
  /** What nodes call the volume. */
  readonly name: string;
  readonly volume: V1PersistentVolume;
  /** The pods that use it, by node. */
  readonly wanted: ReadonlyMap<string, readonly V1Pod[]>;
  readonly client: Client;
  readonly cause: Cause;
  /** When something is due, and when somebody may be given up who may never answer. Infinity: never. */
  dueMs = Infinity;
  giveUpMs = Infinity;

  constructor(
    name: string,
    volume: V1PersistentVolume,
    wanted: ReadonlyMap<string, readonly V1Pod[]>,
    context: { readonly client: Client; readonly cause: Cause },
  ) {
    this.name = name;
    this.volume = volume;
    this.wanted = wanted;
    this.client = context.client;
    this.cause = context.cause;
  }

  due(afterMs: number): void {
    this.dueMs = Math.min(this.dueMs, afterMs);
  }

  giveUp(afterMs: number): void {
    this.giveUpMs = Math.min(this.giveUpMs, afterMs);
  }

  /** What is done one after the other: what one disk goes through, or what it goes through on one node if many may have it. */
  keyOf(node: string): string {
    return isMultiAttachAllowed(this.volume) ? `${this.name} ${node}` : this.name;
  }
}
