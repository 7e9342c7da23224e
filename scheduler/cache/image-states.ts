import type { V1ContainerImage } from '../../api/index.ts';

/** An image that is on some nodes. Mirrors kube-scheduler framework (ImageStateSummary). */
export interface ImageState {
  readonly sizeBytes: number;
  /** On how many nodes it is. */
  readonly nodes: number;
}

export type NodeImages = ReadonlyMap<string, ImageState>;

export const noImages: NodeImages = new Map();

/** Which images are on nodes, by each of their names; the size is that of the node that told first. Mirrors cacheImpl.imageStates. */
export class ImageStates {
  readonly #states = new Map<string, { readonly sizeBytes: number; nodes: number }>();

  has(name: string): boolean {
    return this.#states.has(name);
  }

  /** What a node has now instead of `before`. */
  change(before: NodeImages, images: readonly V1ContainerImage[] | undefined): NodeImages {
    for (const name of before.keys()) {
      const state = this.#states.get(name);
      if (state !== undefined && --state.nodes === 0) this.#states.delete(name);
    }
    if (images === undefined) return noImages;
    const now = new Map<string, ImageState>();
    for (const { names, sizeBytes = 0 } of images) {
      for (const name of names ?? []) if (!now.has(name)) now.set(name, this.#add(name, Number(sizeBytes)));
    }
    return now;
  }

  #add(name: string, sizeBytes: number): ImageState {
    let state = this.#states.get(name);
    if (state === undefined) {
      state = { sizeBytes, nodes: 0 };
      this.#states.set(name, state);
    }
    state.nodes++;
    return state;
  }
}
