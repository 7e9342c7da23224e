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
  /** When the garbage collection has seen it first. */
  detectedMs?: number;
  /** When a container had it last; absent: none ever had. */
  usedMs?: number;
}

/** An image that no container has. */
export interface UnusedImage {
  readonly canonicalName: string;
  readonly sizeBytes: number;
  readonly detectedMs: number;
  /** -Infinity: no container ever had it. */
  readonly usedMs: number;
}

/** No more are listed: the greatest. Mirrors the kubelet's nodeStatusMaxImages. */
const listedMax = 50;

/** The images of a node: what they are called, and from when on each is there, until it is removed. */
export class NodeImages {
  readonly #images = new Map<string, NodeImage>();
  readonly #present = new Map<string, PresentImage>();
  readonly #changed: ((cause: Cause | undefined) => void)[] = [];

  /** Called when there is, or will be, one more or less; the cause is what led to that. */
  onChange(changed: (cause: Cause | undefined) => void): void {
    this.#changed.push(changed);
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
    if (isNew) this.#tell(cause);
  }

  /** Containers have had these until now. */
  used(names: Iterable<string>, nowMs: number): void {
    for (const name of names) {
      const image = this.#present.get(name);
      if (image !== undefined) image.usedMs = nowMs;
    }
  }

  /** What those that are there take of the disk. */
  sizeBytes(nowMs: number): number {
    let sum = 0;
    for (const { atMs, sizeBytes } of this.#present.values()) if (atMs <= nowMs) sum += sizeBytes;
    return sum;
  }

  /** Whether others are on their way. */
  comesAfter(nowMs: number): boolean {
    return [...this.#present.values()].some(({ atMs }) => atMs > nowMs);
  }

  /**
   * Those that no container has, the longest unused first. Who looks detects them, at `nowMs` or when it should have looked
   * before. Mirrors kubernetes pkg/kubelet/images (imagesInEvictionOrder).
   */
  unused(
    inUse: ReadonlySet<string>,
    nowMs: number,
    detectedAtMs: (atMs: number) => number,
  ): readonly UnusedImage[] {
    const unused: UnusedImage[] = [];
    for (const [canonicalName, image] of this.#present) {
      if (image.atMs > nowMs) continue;
      image.detectedMs ??= Math.min(nowMs, detectedAtMs(image.atMs));
      if (inUse.has(canonicalName)) image.usedMs = nowMs;
      else
        unused.push({
          usedMs: Number.NEGATIVE_INFINITY,
          ...image,
          canonicalName,
          detectedMs: image.detectedMs,
        });
    }
    return unused.sort((a, b) => order(a.usedMs, b.usedMs) || order(a.detectedMs, b.detectedMs));
  }

  remove(names: readonly string[]): void {
    for (const name of names) this.#present.delete(name);
    if (names.length > 0) this.#tell(undefined);
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

  #tell(cause: Cause | undefined): void {
    for (const changed of this.#changed) changed(cause);
  }
}

function order(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
