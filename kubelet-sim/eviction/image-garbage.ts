import { parseDuration } from '../../apimachinery/index.ts';
import type { EventRecorder } from '../../client/index.ts';
import type { Environment, Timer } from '../../environment/index.ts';
import type { NodeImages, UnusedImage } from '../node/node-images.ts';
import { nodeReference } from '../node/node-object.ts';
import type { NodeFacts } from '../node/node-spec.ts';
import type { KubeletConfiguration } from './kubelet-configuration.ts';
import type { Observation } from './signals.ts';

/** Mirrors kubernetes pkg/kubelet (ImageGCPeriod). */
const periodMs = 300_000;

export const imageDefaults = {
  imageGCHighThresholdPercent: 85,
  imageGCLowThresholdPercent: 80,
  imageMinimumGCAge: '2m',
  imageMaximumGCAge: '0s',
} as const;

export interface ImageGarbageParts {
  readonly environment: Environment;
  readonly recorder: EventRecorder;
  readonly facts: NodeFacts;
  readonly images: NodeImages;
  readonly configuration: KubeletConfiguration;
  /** The disk that holds the images. */
  disk(nowMs: number): Observation;
  /** The images of containers; with those that have ended. */
  inUse(withEnded: boolean): ReadonlySet<string>;
}

/**
 * Removes images that no container has: every five minutes, when the disk is full to the high threshold, until it is down to the
 * low one, and all of them before a pod is evicted for the disk. Mirrors kubernetes pkg/kubelet/images (realImageGCManager).
 * Differs: it looks only when the disk was found to be so full, or an image may get too old.
 */
export class ImageGarbage {
  readonly #parts: ImageGarbageParts;
  readonly #startedMs: number;
  readonly #highPercent: number;
  readonly #lowPercent: number;
  readonly #minAgeMs: number;
  readonly #maxAgeMs: number;
  #timer: Timer | undefined;
  #hasFailed = false;

  constructor(parts: ImageGarbageParts) {
    this.#parts = parts;
    this.#startedMs = parts.environment.clock.now();
    const policy = { ...imageDefaults, ...parts.configuration };
    this.#highPercent = policy.imageGCHighThresholdPercent;
    this.#lowPercent = policy.imageGCLowThresholdPercent;
    this.#minAgeMs = parseDuration(policy.imageMinimumGCAge);
    this.#maxAgeMs = parseDuration(policy.imageMaximumGCAge);
  }

  /** The disk is so full: the next round is for it. */
  observe(disk: Observation): void {
    const isOff = this.#highPercent === 100 && this.#maxAgeMs === 0;
    if (isOff || this.#timer !== undefined) return;
    if (this.#maxAgeMs === 0 && usedPercent(disk) < this.#highPercent) return;
    const { clock } = this.#parts.environment;
    const delayMs = periodMs - ((clock.now() - this.#startedMs) % periodMs);
    this.#timer = clock.setTimer(delayMs, () => this.#round(), { background: true });
  }

  /** All that no container has that runs. Mirrors DeleteUnusedImages. */
  removeUnused(): void {
    const nowMs = this.#parts.environment.clock.now();
    this.#remove(this.#unused(false, nowMs), Number.POSITIVE_INFINITY, nowMs);
  }

  /** Mirrors GarbageCollect. */
  #round(): void {
    this.#timer = undefined;
    const { environment, disk } = this.#parts;
    const nowMs = environment.clock.now();
    const unused = this.#removeOld(this.#unused(true, nowMs), nowMs);
    const { available, capacity } = disk(nowMs);
    const percent = usedPercent({ available, capacity });
    if (capacity > 0 && percent >= this.#highPercent) {
      const wanted = Math.trunc((capacity * (100 - this.#lowPercent)) / 100) - available;
      const freed = this.#remove(unused, wanted, nowMs);
      if (freed < wanted) this.#fail(percent, capacity, freed);
      else this.#hasFailed = false;
    } else this.#hasFailed = false;
    this.observe(disk(nowMs));
  }

  /** Of failures that follow one another, the second and all later ones are told twice. */
  #fail(percent: number, capacity: number, freed: number): void {
    const { recorder, facts } = this.#parts;
    const node = nodeReference(facts);
    const message =
      `Insufficient free disk space on the node's image filesystem (${percent}% of ${sizeText(capacity)} used). ` +
      `Failed to free sufficient space by deleting unused images (freed ${freed} bytes). ` +
      'Investigate disk usage, as it could be used by active images, logs, volumes, or other data.';
    recorder.event(node, 'Warning', 'FreeDiskSpaceFailed', message);
    if (this.#hasFailed) recorder.event(node, 'Warning', 'ImageGCFailed', message);
    this.#hasFailed = true;
  }

  #unused(withEnded: boolean, nowMs: number): readonly UnusedImage[] {
    const { images, inUse } = this.#parts;
    // What was there at the start was detected then.
    const rounds = (atMs: number) => Math.max(0, Math.floor((atMs - this.#startedMs) / periodMs) + 1);
    return images.unused(inUse(withEnded), nowMs, (atMs) => this.#startedMs + periodMs * rounds(atMs));
  }

  /** Gives those that are left. */
  #removeOld(unused: readonly UnusedImage[], nowMs: number): readonly UnusedImage[] {
    if (this.#maxAgeMs === 0 || nowMs - this.#startedMs <= this.#maxAgeMs) return unused;
    const isOld = ({ usedMs }: UnusedImage) => nowMs - usedMs > this.#maxAgeMs;
    this.#parts.images.remove(unused.filter(isOld).map(({ canonicalName }) => canonicalName));
    return unused.filter((image) => !isOld(image));
  }

  /** Gives how many bytes were freed. */
  #remove(unused: readonly UnusedImage[], wanted: number, nowMs: number): number {
    const removed: string[] = [];
    let freed = 0;
    for (const { canonicalName, sizeBytes, usedMs, detectedMs } of unused) {
      if (usedMs >= nowMs || nowMs - detectedMs < this.#minAgeMs) continue;
      removed.push(canonicalName);
      freed += sizeBytes;
      if (freed >= wanted) break;
    }
    this.#parts.images.remove(removed);
    return freed;
  }
}

function usedPercent({ available, capacity }: Observation): number {
  return capacity === 0 ? 0 : 100 - Math.trunc((available * 100) / capacity);
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Mirrors kubernetes pkg/kubelet/images (formatSize). */
function sizeText(bytes: number): string {
  const at = units.findLastIndex((_, power) => power === 0 || bytes >= 1024 ** power);
  return `${at === 0 ? bytes : (bytes / 1024 ** at).toFixed(1)} ${units[at]}`;
}
