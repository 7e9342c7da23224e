import type { V1Pod } from '../api/index.ts';
import { deriveKey, type Random, type StreamKey, streamOf } from '../environment/index.ts';
import type { DelayMs } from './behaviours.ts';
import { canonicalImage } from './image-name.ts';
import { NodeResources } from './node-resources.ts';
import type { NodeFacts } from './node-spec.ts';
import { PodAddresses } from './pod-addresses.ts';
import type { PodHost } from './pod-state.ts';

/** What the pods of a node share. */
export class NodeHost {
  readonly facts: NodeFacts;
  readonly resources: NodeResources;
  readonly addresses: PodAddresses;
  /** When each image is, or will be, on the node. */
  readonly #images = new Map<string, number>();
  readonly #key: StreamKey;

  /** `key` is what all the pods' draws are derived from. */
  constructor(facts: NodeFacts, key: StreamKey) {
    this.facts = facts;
    this.#key = key;
    this.resources = new NodeResources(facts.allocatable);
    this.addresses = new PodAddresses(facts.podCIDR);
  }

  /**
   * Delays are drawn from a stream of the pod's name and creation time, so that no other pod shifts them (uids are drawn
   * from one stream of the API server, where each pod shifts all later ones); ids are made from its uid.
   */
  hostOf(pod: V1Pod): PodHost {
    const { namespace = '', name = '', creationTimestamp = '', uid = '' } = pod.metadata ?? {};
    const images = this.#images;
    const key = this.#key;
    let stream: Random | undefined;
    return {
      draw(delay: DelayMs): number {
        if (typeof delay === 'number') return delay;
        const [min, max] = delay;
        if (min === max) return min;
        stream ??= streamOf(deriveKey(key, `${namespace}/${name}/${creationTimestamp}`));
        return Math.round(min + stream.next() * (max - min));
      },
      imageAtMs: (image) => images.get(canonicalImage(image)),
      addImage(image, atMs) {
        images.set(canonicalImage(image), atMs);
      },
      containerId: (container, restartCount) => deriveKey(key, `${uid}/${container}/${restartCount}`),
    };
  }
}
