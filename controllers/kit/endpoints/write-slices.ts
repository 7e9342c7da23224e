import { discoveryV1, type V1EndpointSlice } from '../../../api/index.ts';
import { hasStatusCause, type KubeObject, messageOf, objectKey } from '../../../apimachinery/index.ts';
import type { Client } from '../../../client/index.ts';
import type { SliceGenerations } from './slice-generations.ts';

/** What is to be done with slices. */
export interface SliceChanges {
  readonly toCreate: readonly V1EndpointSlice[];
  readonly toUpdate: readonly V1EndpointSlice[];
  readonly toDelete: readonly V1EndpointSlice[];
}

/** Whose slices are written, and by whom. */
export interface SliceWriter {
  readonly client: Client;
  readonly generations: SliceGenerations;
  readonly kind: 'Service' | 'Endpoints';
  readonly owner: KubeObject;
}

/**
 * Writes slices one after the other; what fails ends it. Mirrors finalize of k8s.io/endpointslice and of kubernetes
 * pkg/controller/endpointslicemirroring.
 */
export async function writeSlices(writer: SliceWriter, changes: SliceChanges): Promise<void> {
  const { client, generations, kind, owner } = writer;
  const { namespace, name, deletionTimestamp } = owner.metadata ?? {};
  const failure = (what: string, error: unknown) =>
    new Error(`failed to ${what} for ${kind} ${namespace}/${name}: ${messageOf(error)}`, { cause: error });
  // The garbage collector takes the slices of an owner that goes: none is put in their place.
  for (const slice of deletionTimestamp === undefined ? changes.toCreate : []) {
    try {
      generations.wrote(await client.create(discoveryV1.endpointSlices, slice));
    } catch (error) {
      if (hasStatusCause(error, 'NamespaceTerminating')) return;
      throw failure('create EndpointSlice', error);
    }
  }
  for (const slice of changes.toUpdate) {
    try {
      generations.wrote(await client.update(discoveryV1.endpointSlices, slice));
    } catch (error) {
      throw failure(`update ${slice.metadata?.name} EndpointSlice`, error);
    }
  }
  for (const slice of changes.toDelete) {
    try {
      await client.delete(discoveryV1.endpointSlices, objectKey(slice));
    } catch (error) {
      throw failure(`delete ${slice.metadata?.name} EndpointSlice`, error);
    }
    generations.expectDeletion(slice);
  }
}
