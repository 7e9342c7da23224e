import type { V1ContainerImage } from '../../api/index.ts';
import type { Cause } from '../../environment/index.ts';
import { canonicalImage, imageId } from '../container/image-name.ts';

/** An image as a node knows it. */
export interface NodeImage {
  /** `docker.io/library/nginx:1.27` */
  readonly canonicalName: string;
  /** `docker.io/library/nginx@sha256:<hex>` */
  readonly id: string;
}

interface PresentImage {
  readonly id: string;
  readonly sizeBytes: number;
  readonly atMs: number;
}

/** No more are listed: the greatest. Mirrors the kubelet's nodeStatusMaxImages. */
const listedMax = 50;

/** The images of a node: what they are called, and from when on each is there. None is ever removed. */
export class NodeImages {
  readonly #images = new Map<string, NodeImage>();
  readonly #present = new Map<string, PresentImage>();
  #changed: (cause: Cause | undefined) => void = () => {};

  /** Called when there is, or will be, one more; the cause is what led to that. */
  onChange(changed: (cause: Cause | undefined) => void): void {
    this.#changed = changed;
  }

  /** By the name a pod gives it. */
  named(name: string): NodeImage {
    let image = this.#images.get(name);
    if (image === undefined) {
      image = { canonicalName: canonicalImage(name), id: imageId(name) };
      this.#images.set(name, image);
    }
    return image;
  }

  /** When it is, or will be, on the node; undefined: nobody pulls it. */
  presentAtMs({ canonicalName }: NodeImage): number | undefined {
    return this.#present.get(canonicalName)?.atMs;
  }

  add({ canonicalName, id }: NodeImage, sizeBytes: number, atMs: number, cause?: Cause): void {
    const isNew = !this.#present.has(canonicalName);
    this.#present.set(canonicalName, { id, sizeBytes, atMs });
    if (isNew) this.#changed(cause);
  }

  /** What was on the machine before the kubelet started. */
  adopt(images: readonly V1ContainerImage[]): void {
    for (const { names, sizeBytes = 0 } of images) {
      const [id = '', canonicalName = id] = names ?? [];
      this.#present.set(canonicalName, { id, sizeBytes: Number(sizeBytes), atMs: 0 });
    }
  }

  /** Those that are there, by size, and whether others are on their way. Mirrors kubernetes pkg/kubelet/nodestatus (Images). */
  list(nowMs: number): { readonly images: readonly V1ContainerImage[]; readonly isWhole: boolean } {
    const there = [...this.#present].filter(([, { atMs }]) => atMs <= nowMs);
    const images = there
      .sort(([, a], [, b]) => b.sizeBytes - a.sizeBytes)
      .slice(0, listedMax)
      .map(([name, { id, sizeBytes }]) => ({ names: name === id ? [id] : [id, name], sizeBytes }));
    return { images, isWhole: there.length === this.#present.size };
  }
}
