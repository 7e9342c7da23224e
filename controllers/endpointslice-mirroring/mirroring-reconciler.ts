import {
  coreV1,
  discoveryV1,
  type V1EndpointSlice,
  type V1Endpoints,
  type V1Service,
} from '../../api/index.ts';
import { makeKey, messageOf, objectKey } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import { hasSelector } from '../kit/endpoints/pods-of-services.ts';
import { slicesOfService } from '../kit/endpoints/slice-events.ts';
import type { SliceGenerations } from '../kit/endpoints/slice-generations.ts';
import { writeSlices } from '../kit/endpoints/write-slices.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { decideMirroring, mirroringControllerName } from './decide.ts';
import { addressesPerSubset, type MirroredEndpoints, mirroredEndpoints } from './mirrored-endpoints.ts';

/** What the reconciler works with. */
export interface MirroringReconcilerParts {
  readonly services: SharedInformer<V1Service>;
  readonly endpoints: SharedInformer<V1Endpoints>;
  readonly slices: SharedInformer<V1EndpointSlice>;
  readonly generations: SliceGenerations;
  readonly recorder: EventRecorder;
}

/**
 * Keeps slices that say what somebody has written into the Endpoints of a service without a selector. Mirrors kubernetes
 * pkg/controller/endpointslicemirroring (syncEndpoints).
 */
export class MirroringReconciler implements Reconciler {
  readonly #parts: MirroringReconcilerParts;

  constructor(parts: MirroringReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(
    { namespace, name }: Request,
    { client, cause }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const { services, endpoints, slices, generations, recorder } = this.#parts;
    const key = makeKey(namespace, name);
    const given = endpoints.indexer.get(key);
    const service = services.indexer.get(key);
    const existing = slicesOfService(slices.indexer, key, mirroringControllerName);
    if (given === undefined || !isToMirror(given) || service === undefined || hasSelector(service)) {
      generations.forget(key);
      await deleteAll(client, key, existing);
      return undefined;
    }
    if (generations.isBehind(key, existing)) return { requeue: true };
    const wanted = mirroredEndpoints(given);
    tellOfSkipped(reportAbout(recorder, coreV1.endpoints, given, cause), wanted);
    const changes = decideMirroring(given, wanted.groups, existing);
    for (const slice of changes.kept) if (!generations.has(slice)) generations.wrote(slice);
    await writeSlices({ client, generations, kind: 'Endpoints', owner: given }, changes);
    return undefined;
  }
}

/** Whether an Endpoints object may be mirrored at all. Mirrors shouldMirror. */
export function isToMirror({ metadata }: V1Endpoints): boolean {
  return (
    metadata?.labels?.['endpointslice.kubernetes.io/skip-mirror'] !== 'true' &&
    metadata?.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined
  );
}

function tellOfSkipped(report: Report, { invalidCount, skippedCount }: MirroredEndpoints): void {
  if (invalidCount > 0) {
    const message = `Skipped ${invalidCount} invalid IP addresses when mirroring to EndpointSlices`;
    report('Warning', 'InvalidIPAddress', message);
  }
  if (skippedCount > invalidCount) {
    const message = `A max of ${addressesPerSubset} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skippedCount} addresses were skipped`;
    report('Warning', 'TooManyAddressesToMirror', message);
  }
}

/** Mirrors deleteMirroredSlices. */
async function deleteAll(client: Client, key: string, slices: readonly V1EndpointSlice[]): Promise<void> {
  const errors: string[] = [];
  for (const slice of slices) {
    try {
      await client.delete(discoveryV1.endpointSlices, objectKey(slice));
    } catch (error) {
      errors.push(messageOf(error));
    }
  }
  if (errors.length === 0) return;
  const count = `${errors.length}/${slices.length}`;
  throw new Error(`error(s) deleting ${count} EndpointSlices for ${key} Endpoints, including: ${errors[0]}`);
}
