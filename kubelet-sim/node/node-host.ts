import type { V1Pod } from '../../api/index.ts';
import { formatTime, type ObjectMeta } from '../../apimachinery/index.ts';
import { type Cause, deriveKey, type Random, type StreamKey, streamOf } from '../../environment/index.ts';
import { type DelayMs, drawn } from '../behaviours/behaviours.ts';
import type { DeclaredDevices } from '../devices/declared-devices.ts';
import { Pressures } from '../eviction/pressures.ts';
import { PodAddresses } from '../pod/pod-addresses.ts';
import { noObjects, type PodObjects } from '../pod/pod-references.ts';
import type { PodHost } from '../pod/pod-state.ts';
import type { Sharing } from '../usage/container-usage.ts';
import { type NodeImage, NodeImages } from './node-images.ts';
import { NodeResources } from './node-resources.ts';
import type { NodeFacts } from './node-spec.ts';
import { NodeVolumes } from './node-volumes.ts';

const unshared: Sharing = { startMs: 0, sharers: () => 1 };

/** What the pods of a node share. */
export class NodeHost {
  readonly facts: NodeFacts;
  readonly resources: NodeResources;
  readonly addresses: PodAddresses;
  readonly images = new NodeImages();
  readonly volumes = new NodeVolumes();
  readonly pressures = new Pressures();
  /** How its containers share what is declared for them together. */
  readonly sharing: Sharing;
  /** The drivers of its devices, by name. */
  readonly drivers: ReadonlyMap<string, DeclaredDevices>;
  readonly startedMs: number;
  readonly #key: StreamKey;
  #lastMs = Number.NaN;
  #lastText = '';

  /** `key` is what all the pods' draws are derived from; `startedMs` is when the kubelet has started (default: long ago). */
  constructor(
    facts: NodeFacts,
    key: StreamKey,
    drivers: ReadonlyMap<string, DeclaredDevices> = new Map(),
    startedMs = Number.NEGATIVE_INFINITY,
    sharing: Sharing = unshared,
  ) {
    this.facts = facts;
    this.startedMs = startedMs;
    this.drivers = drivers;
    this.sharing = sharing;
    this.#key = key;
    this.resources = new NodeResources(facts.allocatable);
    this.addresses = new PodAddresses(facts.podCIDR === undefined ? [] : [facts.podCIDR]);
  }

  /** `objectsOf` says what the pod refers to by now, `causeOf` what has led to what is done for it now. */
  hostOf(
    pod: V1Pod,
    objectsOf: () => PodObjects = () => noObjects,
    causeOf: () => Cause | undefined = () => undefined,
  ): PodHost {
    return new HostOfPod(pod, this.#key, this, objectsOf, causeOf);
  }

  /** `formatTime`, which is asked for the same moment again and again. */
  timeText(ms: number): string {
    if (ms !== this.#lastMs) {
      this.#lastMs = ms;
      this.#lastText = formatTime(ms);
    }
    return this.#lastText;
  }
}

/**
 * Delays are drawn from a stream of the pod's name and creation time, so that no other pod shifts them (uids are drawn
 * from one stream of the API server, where each pod shifts all later ones); ids are made from its uid.
 */
class HostOfPod implements PodHost {
  readonly #metadata: ObjectMeta;
  readonly #key: StreamKey;
  readonly #node: NodeHost;
  readonly #objectsOf: () => PodObjects;
  readonly #causeOf: () => Cause | undefined;
  #stream: Random | undefined;

  constructor(
    { metadata = {} }: V1Pod,
    key: StreamKey,
    node: NodeHost,
    objectsOf: () => PodObjects,
    causeOf: () => Cause | undefined,
  ) {
    this.#objectsOf = objectsOf;
    this.#causeOf = causeOf;
    this.#metadata = metadata;
    this.#key = key;
    this.#node = node;
  }

  draw(delay: DelayMs): number {
    return drawn(delay, this);
  }

  next(): number {
    const { namespace = '', name = '', creationTimestamp = '' } = this.#metadata;
    this.#stream ??= streamOf(deriveKey(this.#key, `${namespace}/${name}/${creationTimestamp}`));
    return this.#stream.next();
  }

  get objects(): PodObjects {
    return this.#objectsOf();
  }

  get startedMs(): number {
    return this.#node.startedMs;
  }

  get drivers(): ReadonlyMap<string, DeclaredDevices> {
    return this.#node.drivers;
  }

  imageAtMs(image: NodeImage): number | undefined {
    return this.#node.images.presentAtMs(image);
  }

  addImage(image: NodeImage, sizeBytes: number, atMs: number): void {
    this.#node.images.add(image, sizeBytes, atMs, this.#causeOf());
  }

  timeText(ms: number): string {
    return this.#node.timeText(ms);
  }

  containerId(container: string, restartCount: number): string {
    return deriveKey(this.#key, `${this.#metadata.uid ?? ''}/${container}/${restartCount}`);
  }
}
