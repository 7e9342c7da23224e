import { type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../../../api/index.ts';
import { keyOf, objectKey, parseDuration } from '../../../apimachinery/index.ts';
import { type Client, isOperatingError } from '../../../client/index.ts';
import { isReservedFor } from '../../../component-helpers/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { EventInterest } from '../../framework/cluster-event.ts';
import type { CycleState } from '../../framework/cycle-state.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import { normalizeScores } from '../../framework/normalize-score.ts';
import type { Plugin, PostFilterResult, Skip } from '../../framework/plugin.ts';
import { Status } from '../../framework/status.ts';
import { referenceTo } from '../../pod-reference.ts';
import type { DynamicResourcesArgs } from '../args.ts';
import { bindClaim, ClaimLost, devicesPrepared } from './bind-claims.ts';
import { hasBindingConditions } from './binding-conditions.ts';
import { claimInterests } from './claim-hints.ts';
import type { ClaimTracker } from './claim-tracker.ts';
import { claimsScore } from './claims-score.ts';
import type { Devices } from './devices.ts';
import { fits } from './fits.ts';
import { ClaimsState } from './pod-state.ts';

const name = 'DynamicResources';

const never = (reason: string) => new Status('UnschedulableAndUnresolvable', name, reason);
const nothingToFree = freed('no new claims to deallocate');
const stillNot = freed('still not schedulable');
/** What it says of a state that is not there. */
const notAsked: PostFilterResult = { status: new Status('Error', name, 'not found') };
const givenBack = freed('deallocation of ResourceClaim completed');

function freed(reason: string): PostFilterResult {
  return { status: new Status('Unschedulable', name, reason) };
}

/**
 * A pod comes where the devices are that its claims have, or can be given; they are the claims' before it is bound. Mirrors
 * kubernetes plugins/dynamicresources. Differs: extended resources are not looked for among devices.
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
  readonly #timeoutMs: number;

  constructor({ bindingTimeout }: DynamicResourcesArgs, handle: PluginHandle) {
    this.#timeoutMs = parseDuration(bindingTimeout);
    this.#handle = handle;
    this.#devices = handle.devices();
    this.#claims = this.#devices.claims;
    this.events = claimInterests(this.#claims);
  }

  preEnqueue({ pod }: PodInfo): Status | undefined {
    if (pod.spec?.resourceClaims === undefined) return undefined;
    const claims = this.#claims.claimsOf(pod);
    return typeof claims === 'string' ? never(claims) : undefined;
  }

  preFilter(state: CycleState, { pod }: PodInfo): Status | Skip | undefined {
    if (pod.spec?.resourceClaims === undefined) return 'skip';
    const claims = this.#claims.claimsOf(pod);
    if (typeof claims === 'string') return never(claims);
    if (claims.length === 0) return 'skip';
    const wanting = claims.filter(({ status }) => status?.allocation === undefined);
    const problem = wanting.map((claim) => this.#problemOf(claim)).find((text) => text !== undefined);
    if (problem !== undefined) return never(problem);
    const allocator = wanting.length > 0 ? this.#devices.allocator() : undefined;
    state.write(name, new ClaimsState(claims, allocator, this.#timeoutMs));
    return undefined;
  }

  filter(state: CycleState, _pod: PodInfo, node: NodeInfo): Status | undefined {
    const known = stateOf(state);
    return known && fits(known, node, this.#handle.environment.clock.now());
  }

  postFilter(state: CycleState, { pod }: PodInfo): PostFilterResult {
    if (state.unasked.has(name)) return notAsked;
    const known = stateOf(state);
    if (known === undefined) return nothingToFree;
    const claim = [...known.unavailable].map((one) => one.claim).find((one) => isOnlyFor(pod, one));
    if (claim === undefined) return stillNot;
    const { allocation: _, devices: _devices, reservedFor: _reserved, ...status } = claim.status ?? {};
    this.#write(state, (client) => client.updateStatus(resourceV1.resourceClaims, { ...claim, status }));
    return givenBack;
  }

  preScore(state: CycleState): Skip | undefined {
    return stateOf(state)?.allocator === undefined ? 'skip' : undefined;
  }

  score(state: CycleState, _pod: PodInfo, node: NodeInfo): number {
    return claimsScore(stateOf(state), node.name);
  }

  normalizeScore(_state: CycleState, _pod: PodInfo, scores: number[]): void {
    normalizeScores(scores, false);
  }

  /** From now on what was found is taken, though nothing is written yet. */
  reserve(state: CycleState, _pod: PodInfo, nodeName: string): Status | undefined {
    const known = stateOf(state);
    if (known?.allocator === undefined) return undefined;
    const found = known.byNode.get(nodeName);
    if (found === undefined) return new Status('Error', name, 'claim allocation not found for node');
    for (const [at, one] of known.toAllocate.entries()) {
      const allocation = found[at];
      one.allocation = allocation;
      if (allocation !== undefined)
        this.#claims.begin({ ...one.claim, status: { ...one.claim.status, allocation } });
    }
    return undefined;
  }

  unreserve(state: CycleState, { pod }: PodInfo): void {
    for (const { claim } of stateOf(state)?.claims ?? []) {
      this.#claims.end(claim);
      if (claim.status?.allocation === undefined || !isReservedFor(pod, claim)) continue;
      this.#write(state, (client) => unreserve(claim, pod, client));
    }
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
    const lost = await this.#bindAll(known, pod, this.#handle.clientFor(state), signal);
    if (lost !== undefined) return new Status('Error', name, lost);
    if (signal.aborted || !known.claims.some(({ claim }) => hasBindingConditions(claim))) return undefined;
    const message = `waiting for binding conditions for device on node ${nodeName}`;
    const reason = 'BindingConditionsPending';
    recorder.eventOnce(referenceTo(pod), 'Normal', reason, 'Scheduling', message, state.cause);
    const failure = await devicesPrepared(known, this.#claims, this.#handle, signal);
    return failure === undefined ? undefined : new Status('Error', name, failure);
  }

  /** Why there is no use in looking for devices for a claim. */
  #problemOf(claim: ResourceV1ResourceClaim): string | undefined {
    return this.#claims.isPending(claim)
      ? `resource claim ${keyOf(claim)} is in the process of being allocated`
      : this.#devices.missingClass(claim);
  }

  /** Resolves with why it could not be done. */
  async #bindAll(
    known: ClaimsState,
    pod: V1Pod,
    client: Client,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (const one of known.claims) {
      if (signal.aborted) return undefined;
      if (isReservedFor(pod, one.claim)) continue;
      try {
        const written = await bindClaim(one, pod, client, this.#handle.environment.clock.now());
        this.#claims.end(one.claim, written);
        one.claim = written;
      } catch (error) {
        this.#claims.end(one.claim);
        if (error instanceof ClaimLost) return error.message;
        throw error;
      }
    }
    return undefined;
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
