import type { V1EndpointSlice } from '../../../api/index.ts';
import { makeKey } from '../../../apimachinery/index.ts';

/** Stands for the generation of a slice that was deleted. */
const deleted = -1;

/**
 * Remembers which slices a controller wrote for each service, and at which generation, so that it neither acts on a cache
 * that is behind nor takes its own writes for those of others. Mirrors k8s.io/endpointslice util (EndpointSliceTracker).
 */
export class SliceGenerations {
  readonly #byService = new Map<string, Map<string, number>>();

  /** This controller wrote it. */
  wrote(slice: V1EndpointSlice): void {
    this.#set(slice, slice.metadata?.generation ?? 0);
  }

  /** This controller deleted it. */
  expectDeletion(slice: V1EndpointSlice): void {
    this.#set(slice, deleted);
  }

  /** Whether somebody else wrote what is seen now. */
  isForeign(slice: V1EndpointSlice): boolean {
    const known = this.#of(slice);
    return known === undefined || (slice.metadata?.generation ?? 0) > known;
  }

  /** A slice is gone. True if somebody else deleted what this controller wrote. */
  isForeignDeletion(slice: V1EndpointSlice): boolean {
    const known = this.#of(slice);
    this.#byService.get(serviceKeyOf(slice))?.delete(slice.metadata?.uid ?? '');
    return known !== undefined && known !== deleted;
  }

  has(slice: V1EndpointSlice): boolean {
    return this.#of(slice) !== undefined;
  }

  /** Whether these slices of a service, those that are seen, are older than what was written. */
  isBehind(serviceKey: string, slices: readonly V1EndpointSlice[]): boolean {
    const known = this.#byService.get(serviceKey);
    if (known === undefined) return false;
    const seen = new Set<string>();
    for (const { metadata } of slices) {
      const uid = metadata?.uid ?? '';
      seen.add(uid);
      const generation = known.get(uid);
      if (generation === deleted || (generation ?? 0) > (metadata?.generation ?? 0)) return true;
    }
    return [...known].some(([uid, generation]) => generation !== deleted && !seen.has(uid));
  }

  forget(serviceKey: string): void {
    this.#byService.delete(serviceKey);
  }

  #of(slice: V1EndpointSlice): number | undefined {
    return this.#byService.get(serviceKeyOf(slice))?.get(slice.metadata?.uid ?? '');
  }

  #set(slice: V1EndpointSlice, generation: number): void {
    const key = serviceKeyOf(slice);
    let known = this.#byService.get(key);
    if (known === undefined) {
      known = new Map();
      this.#byService.set(key, known);
    }
    known.set(slice.metadata?.uid ?? '', generation);
  }
}

/** The service that a slice says it is of; without a name where it says none. */
export function serviceKeyOf({ metadata }: V1EndpointSlice): string {
  return makeKey(metadata?.namespace ?? '', metadata?.labels?.[serviceNameLabel] ?? '');
}

export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
