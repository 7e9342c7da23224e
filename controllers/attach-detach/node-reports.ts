import { coreV1, type V1AttachedVolume, type V1Node } from '../../api/index.ts';
import { isNotFound } from '../../apimachinery/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import type { Attachments } from './attachments.ts';

/** Tells nodes, in their status, what is attached to them. Mirrors kubernetes pkg/controller/volume/attachdetach/statusupdater. */
export class NodeReports {
  readonly #nodes: Indexer<V1Node>;
  readonly #attachments: Attachments;
  readonly #due = new Set<string>();

  constructor(nodes: Indexer<V1Node>, attachments: Attachments) {
    this.#nodes = nodes;
    this.#attachments = attachments;
  }

  /** Something about the node has changed. */
  due(node: string): void {
    this.#due.add(node);
  }

  /** Tells all nodes for which something has changed. A node that is gone is told nothing. */
  async tell(client: Client): Promise<void> {
    for (const name of [...this.#due].sort()) {
      this.#due.delete(name);
      if (this.#nodes.get(name) === undefined) continue;
      const volumesAttached = this.#attachedTo(name);
      const body = { status: { volumesAttached: volumesAttached.length === 0 ? null : volumesAttached } };
      const patch = { type: 'strategic', body } as const;
      try {
        await client.patch(coreV1.nodes, { name }, patch, { subresource: 'status' });
      } catch (error) {
        if (isNotFound(error)) continue;
        this.due(name);
        throw error;
      }
    }
  }

  #attachedTo(node: string): readonly V1AttachedVolume[] {
    const reported = this.#attachments.on(node).filter((one) => one.reported);
    return reported
      .map(({ volume }) => ({ name: volume, devicePath: '' }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
