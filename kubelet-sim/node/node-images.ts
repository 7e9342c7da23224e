import { canonicalImage, imageId } from '../container/image-name.ts';

/** An image as a node knows it. */
export interface NodeImage {
  /** `docker.io/library/nginx:1.27` */
  readonly canonicalName: string;
  /** `docker.io/library/nginx@sha256:<hex>` */
  readonly id: string;
}

/** The images of a node: what they are called, and from when on each is there. */
export class NodeImages {
  readonly #images = new Map<string, NodeImage>();
  readonly #presentAtMs = new Map<string, number>();

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
    return this.#presentAtMs.get(canonicalName);
  }

  add({ canonicalName }: NodeImage, atMs: number): void {
    this.#presentAtMs.set(canonicalName, atMs);
  }
}
