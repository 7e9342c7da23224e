import { type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../../../api/index.ts';
import { keyOf, objectKey, parseDuration } from '../../../apimachinery/index.ts';
import { type Client, isOperatingError } from '../../../client/index.ts';
import { isReservedFor } from '../../../component-helpers/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { Resource } from '../../cache/resource.ts';
import type { EventInterest } from '../../framework/cluster-event.ts';
import type { CycleState } from '../../framework/cycle-state.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import { normalizeScores } from '../../framework/normalize-score.ts';
import type { Plugin, PostFilterResult, Skip } from '../../framework/plugin.ts';
import type { SignatureParts } from '../../framework/pod-signature.ts';
import { Status } from '../../framework/status.ts';
import { referenceTo } from '../../pod-reference.ts';
import type { DynamicResourcesArgs } from '../args.ts';
import { devicesPrepared } from './bind-claims.ts';
import { deleteClaim } from './bind-extended.ts';
import { hasBindingConditions } from './binding-conditions.ts';
import { ClaimBinder } from './claim-binder.ts';
import { claimInterests } from './claim-hints.ts';
import type { ClaimTracker } from './claim-tracker.ts';
import { claimsScore } from './claims-score.ts';
import type { Devices } from './devices.ts';
import { deviceResourcesOf, isUnmade, unmadeClaim } from './extended-claim.ts';
import { fits } from './fits.ts';
import { ClaimsState, type ExtendedPart } from './pod-state.ts';

const name = 'DynamicResources';

const never = (reason: string) => new Status('UnschedulableAndUnresolvable', name, reason);
const nothingToFree = freed('no new claims to deallocate');
const stillNot = freed('still not schedulable');
/** What it says of a state that is not there. */
const notAsked: PostFilterResult = { status: new Status('Error', name, 'not found') };
const givenBack = freed('deallocation of ResourceClaim completed');
const deleted = freed('deletion of ResourceClaim completed');

function freed(reason: string): PostFilterResult {
  return { status: new Status('Unschedulable', name, reason) };
}

/**
 * A pod comes where the devices are that its claims have, or can be given; they are the claims' before it is bound. Mirrors
 * kubernetes plugins/dynamicresources.
 */
export function dynamicResources(args: DynamicResourcesArgs, handle: PluginHandle): Plugin {
  return new DynamicResources(args, handle);
}

class DynamicResources implements Plugin {
  readonly name = name;
  readonly events: readonly EventInterest[];
  readonly #handle: PluginHandle;
  readonly #devices: Devices;
  readonly #claims: ClaimTracker;
  readonly #binder: ClaimBinder;
  readonly #timeoutMs: number;

  constructor({ bindingTimeout }: DynamicResourcesArgs, handle: PluginHandle) {
    this.#timeoutMs = parseDuration(bindingTimeout);
    this.#handle = handle;
    this.#devices = handle.devices();
    this.#claims = this.#devices.claims;
    this.#binder = new ClaimBinder(this.#claims, handle);
    this.events = claimInterests(this.#claims);
  }

  preEnqueue({ pod }: PodInfo): Status | undefined {
    if (pod.spec?.resourceClaims === undefined) return undefined;
    const claims = this.#claims.claimsOf(pod);
    return typeof claims === 'string' ? never(claims) : undefined;
  }

  sign({ pod }: PodInfo): SignatureParts | undefined {
    return pod.spec?.resourceClaims === undefined ? {} : undefined;
  }

  preFilter(state: CycleState, { pod, requests }: PodInfo): Status | Skip | undefined {
    if (pod.spec?.resourceClaims === undefined && requests.scalars === undefined) return 'skip';
    const named = this.#claims.claimsOf(pod);
    if (typeof named === 'string') return never(named);
    const extended = this.#extendedPart(pod, requests);
    const claims = extended === undefined ? named : [...named, extended.first];
    if (claims.length === 0) return 'skip';
    const wanting = claims.filter(({ status }) => status?.allocation === undefined);
    const problem = wanting
      .map((claim) => this.#problemOf(claim, claim === extended?.first))
      .find((text) => text !== undefined);
    if (problem !== undefined) return never(problem);
    const allocator = wanting.length > 0 ? this.#devices.allocator() : undefined;
    state.write(name, new ClaimsState(named, extended, allocator, this.#timeoutMs));
    return undefined;
  }

  filter(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined {
    const known = stateOf(state);
    return known && fits(known, pod, node, this.#handle.environment.clock.now(), this.#devices.extended);
  }

  postFilter(state: CycleState, { pod }: PodInfo): PostFilterResult {
    if (state.unasked.has(name)) return notAsked;
    const known = stateOf(state);
    if (known === undefined) return nothingToFree;
    const unavailable = [...known.unavailable].filter((one) => !known.isExtended(one));
    const claim = unavailable.map((one) => one.claim).find((one) => isOnlyFor(pod, one));
    if (claim === undefined) return this.#freeExtended(state, known);
    const { allocation: _, devices: _devices, reservedFor: _reserved, ...status } = claim.status ?? {};
    this.#write(state, (client) => client.updateStatus(resourceV1.resourceClaims, { ...claim, status }));
    return givenBack;
  }

  /** A claim that was made for an earlier attempt is of no use. */
  #freeExtended(state: CycleState, { extended }: ClaimsState): PostFilterResult {
    if (extended === undefined || isUnmade(extended.first)) return stillNot;
    this.#write(state, (client) => deleteClaim(extended.first, client));
    return deleted;
  }

  preScore(state: CycleState): Skip | undefined {
    return stateOf(state)?.allocator === undefined ? 'skip' : undefined;
  }

  score(state: CycleState, _pod: PodInfo, node: NodeInfo): number {
    const score = claimsScore(stateOf(state), node.name);
    if (typeof score === 'number') return score;
    state.failure ??= new Status(
      'Error',
      name,
      `running Score plugins: plugin "${name}" failed with: ${score}`,
    );
    return 0;
  }

  normalizeScore(_state: CycleState, _pod: PodInfo, scores: number[]): void {
    normalizeScores(scores, false);
  }

  /** From now on what was found is taken, though nothing is written yet. */
  reserve(state: CycleState, _pod: PodInfo, nodeName: string): Status | undefined {
    const known = stateOf(state);
    if (known?.allocator === undefined) return undefined;
    const { toAllocate } = known;
    const found = known.byNode.get(nodeName);
    if (found === undefined) {
      // The node has what the pod wants as its own resources.
      if (toAllocate.every((one) => known.isExtended(one))) return undefined;
      return new Status('Error', name, 'claim allocation not found for node');
    }
    for (const [at, one] of toAllocate.entries()) {
      const allocation = found.allocations[at];
      one.allocation = allocation;
      const claim = known.isExtended(one) ? (found.extended?.claim ?? one.claim) : one.claim;
      if (allocation !== undefined) this.#claims.begin({ ...claim, status: { ...claim.status, allocation } });
    }
    return undefined;
  }

  unreserve(state: CycleState, { pod }: PodInfo): void {
    const known = stateOf(state);
    for (const one of known?.claims ?? []) {
      if (known?.isExtended(one) === true) continue;
      const { claim } = one;
      this.#claims.end(claim);
      if (claim.status?.allocation === undefined || !isReservedFor(pod, claim)) continue;
      this.#write(state, (client) => unreserve(claim, pod, client));
    }
    if (known?.extended !== undefined) this.#unreserveExtended(state, known.extended);
  }

  /** Mirrors unreserveExtendedResourceClaim. */
  #unreserveExtended(
    state: CycleState,
    { first, claim: { claim } }: NonNullable<ClaimsState['extended']>,
  ): void {
    this.#claims.end(first);
    if (!isUnmade(claim)) this.#write(state, (client) => deleteClaim(claim, client));
  }

  preBindPreFlight(state: CycleState): Skip | undefined {
    return stateOf(state) === undefined ? 'skip' : undefined;
  }

  async preBind(
    state: CycleState,
    { pod }: PodInfo,
    nodeName: string,
    signal: AbortSignal,
  ): Promise<Status | undefined> {
    const known = stateOf(state);
    if (known === undefined) return undefined;
    const { recorder } = this.#handle;
    const lost = await this.#binder.bind(known, pod, nodeName, this.#handle.clientFor(state), signal);
    if (lost !== undefined) return new Status('Error', name, lost);
    if (signal.aborted || !known.claims.some(({ claim }) => hasBindingConditions(claim))) return undefined;
    const message = `waiting for binding conditions for device on node ${nodeName}`;
    const reason = 'BindingConditionsPending';
    recorder.eventOnce(referenceTo(pod), 'Normal', reason, 'Scheduling', message, state.cause);
    const failure = await devicesPrepared(known, this.#claims, this.#handle, signal);
    return failure === undefined ? undefined : new Status('Error', name, failure);
  }

  /** Of what devices may give, where some class gives any of it. Mirrors preFilterExtendedResources. */
  #extendedPart(pod: V1Pod, requests: Resource): ExtendedPart | undefined {
    const { extended } = this.#devices;
    if (requests.scalars === undefined || extended.isEmpty) return undefined;
    const resources = deviceResourcesOf(requests);
    if (!resources.some((resource) => extended.classOf(resource) !== undefined)) return undefined;
    const first = this.#claims.extendedOf(pod) ?? unmadeClaim(pod, this.#handle.environment.ids.uid());
    return { first, resources };
  }

  /** Why there is no use in looking for devices for a claim. What an extended one asks for depends on the node. */
  #problemOf(claim: ResourceV1ResourceClaim, isExtended: boolean): string | undefined {
    if (this.#claims.isPending(claim))
      return `resource claim ${keyOf(claim)} is in the process of being allocated`;
    return isExtended ? undefined : this.#devices.missingClass(claim);
  }

  /** Nobody waits for it; when it fails, the next attempt sees what is left. */
  #write(state: CycleState, task: (client: Client) => Promise<unknown>): void {
    const { environment } = this.#handle;
    environment.spawn('resource claim', async () => {
      try {
        await task(this.#handle.clientFor(state));
      } catch (error) {
        if (!isOperatingError(error)) throw error;
        environment.trace.record('write-failed', { what: 'resource claim', message: error.message });
      }
    });
  }
}

function stateOf(state: CycleState): ClaimsState | undefined {
  return state.read<ClaimsState>(name);
}

/** Whether a claim can be taken its devices for this pod. */
function isOnlyFor({ metadata }: V1Pod, { status }: ResourceV1ResourceClaim): boolean {
  return (
    status?.reservedFor?.every(({ uid }) => uid === metadata?.uid) !== false &&
    (status?.reservedFor?.length ?? 0) <= 1
  );
}

function unreserve(claim: ResourceV1ResourceClaim, { metadata }: V1Pod, client: Client): Promise<unknown> {
  const reservedFor = [{ $patch: 'delete', uid: metadata?.uid }];
  const body = { metadata: { uid: claim.metadata?.uid }, status: { reservedFor } };
  const patch = { type: 'strategic', body } as const;
  return client.patch(resourceV1.resourceClaims, objectKey(claim), patch, { subresource: 'status' });
}
