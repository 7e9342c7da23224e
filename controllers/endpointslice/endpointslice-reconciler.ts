import {
  discoveryV1,
  type V1EndpointSlice,
  type V1Node,
  type V1Pod,
  type V1Service,
} from '../../api/index.ts';
import { aggregateMessages, formatTime, makeKey, messageOf, objectKey } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import { hasSelector, podsOfService } from '../kit/endpoints/pods-of-services.ts';
import { slicesOfService } from '../kit/endpoints/slice-events.ts';
import type { SliceGenerations } from '../kit/endpoints/slice-generations.ts';
import { type TriggerTimes, triggerTimeAnnotation } from '../kit/endpoints/trigger-times.ts';
import { writeSlices } from '../kit/endpoints/write-slices.ts';
import { reportAbout } from '../kit/report.ts';
import { addressTypesOf, decideSlices, type SliceDecision } from './decide.ts';
import type { TopologyCache } from './hints/topology-cache.ts';
import { sliceControllerName } from './slice-of-service.ts';

/** What the reconciler works with. */
export interface EndpointSliceReconcilerParts {
  readonly services: SharedInformer<V1Service>;
  readonly pods: SharedInformer<V1Pod>;
  readonly nodes: SharedInformer<V1Node>;
  readonly slices: SharedInformer<V1EndpointSlice>;
  readonly generations: SliceGenerations;
  readonly triggerTimes: TriggerTimes;
  readonly topology: TopologyCache;
  readonly recorder: EventRecorder;
}

/** A service that is looked at now. */
interface Look {
  readonly client: Client;
  readonly service: V1Service;
  /** Since when it is so, for the slices that are written. */
  readonly triggerMs: number | undefined;
}

/**
 * Keeps the slices of a service with a selector as its pods are. Mirrors kubernetes pkg/controller/endpointslice
 * (syncService) and k8s.io/endpointslice (Reconcile).
 */
export class EndpointSliceReconciler implements Reconciler {
  readonly #parts: EndpointSliceReconcilerParts;

  constructor(parts: EndpointSliceReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(
    { namespace, name }: Request,
    { client, cause }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const { services, pods, slices, generations, triggerTimes, recorder } = this.#parts;
    const key = makeKey(namespace, name);
    const service = services.indexer.get(key);
    if (service === undefined) {
      this.#forget(key);
      return undefined;
    }
    if (service.spec?.type === 'ExternalName' || !hasSelector(service)) return undefined;
    const selected = podsOfService(pods.indexer, service);
    const existing = slicesOfService(slices.indexer, key, sliceControllerName).filter(
      ({ metadata }) => metadata?.deletionTimestamp === undefined,
    );
    if (generations.isBehind(key, existing)) return { requeue: true };
    const triggerMs = triggerTimes.look(service, selected);
    try {
      await this.#sync({ client, service, triggerMs }, selected, existing, cause);
    } catch (error) {
      const message = `Error updating Endpoint Slices for Service ${namespace}/${name}: ${messageOf(error)}`;
      const report = reportAbout(recorder, services.type, service, cause);
      report('Warning', 'FailedToUpdateEndpointSlices', message);
      throw error;
    }
    return undefined;
  }

  async #sync(
    look: Look,
    pods: readonly V1Pod[],
    existing: readonly V1EndpointSlice[],
    cause: ReconcileContext['cause'],
  ): Promise<void> {
    const { services, nodes, topology, recorder } = this.#parts;
    const { service } = look;
    const errors: string[] = [];
    const types: readonly string[] = addressTypesOf(service);
    const nodeOf = (name: string) => nodes.indexer.get(name);
    for (const type of addressTypesOf(service)) {
      const own = existing.filter(({ addressType }) => addressType === type);
      const decision = decideSlices({ service, pods, nodeOf, topology }, own, type);
      errors.push(...decision.errors);
      await this.#write(look, decision).catch((error: unknown) => errors.push(messageOf(error)));
      const report = reportAbout(recorder, services.type, service, cause);
      for (const event of decision.events) report(event.type, event.reason, event.message);
    }
    for (const slice of existing.filter(({ addressType }) => !types.includes(addressType))) {
      await this.#deleteOfOtherType(look, slice).catch((error: unknown) => errors.push(messageOf(error)));
    }
    if (errors.length > 0) throw new Error(aggregateMessages(errors));
  }

  #write(
    { client, service, triggerMs }: Look,
    { toCreate, toUpdate, toDelete }: SliceDecision,
  ): Promise<void> {
    const { generations } = this.#parts;
    const told = (slices: readonly V1EndpointSlice[]) => slices.map((slice) => triggered(slice, triggerMs));
    const changes = { toCreate: told(toCreate), toUpdate: told(toUpdate), toDelete };
    return writeSlices({ client, generations, kind: 'Service', owner: service }, changes);
  }

  async #deleteOfOtherType({ client, service }: Look, slice: V1EndpointSlice): Promise<void> {
    const { namespace, name } = service.metadata ?? {};
    try {
      await client.delete(discoveryV1.endpointSlices, objectKey(slice));
    } catch (error) {
      const what = `error deleting ${slice.metadata?.name} EndpointSlice for Service ${namespace}/${name}`;
      throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
    }
    this.#parts.generations.expectDeletion(slice);
  }

  #forget(key: string): void {
    const { generations, triggerTimes, topology } = this.#parts;
    generations.forget(key);
    triggerTimes.forget(key);
    topology.remove(key, 'IPv4');
    topology.remove(key, 'IPv6');
  }
}

/** Says on the slice since when it is so; what was said before does not hold any more. Mirrors addTriggerTimeAnnotation. */
function triggered(slice: V1EndpointSlice, triggerMs: number | undefined): V1EndpointSlice {
  const { [triggerTimeAnnotation]: _, ...others } = slice.metadata?.annotations ?? {};
  const annotations =
    triggerMs === undefined ? others : { ...others, [triggerTimeAnnotation]: formatTime(triggerMs) };
  return { ...slice, metadata: { ...slice.metadata, annotations } };
}
