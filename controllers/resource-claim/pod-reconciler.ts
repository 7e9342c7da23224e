import {
  coreV1,
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1Pod,
  type V1PodResourceClaim,
  type V1PodResourceClaimStatus,
  type V1ResourceClaimTemplate,
} from '../../api/index.ts';
import { keyOf, makeKey, messageOf } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, Indexer } from '../../client/index.ts';
import { claimNotForPod, claimOfEntry, consumerOf } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import { reportAbout } from '../kit/report.ts';
import { claimFromTemplate } from './claim-from-template.ts';
import type { MadeClaims } from './made-claims.ts';
import { isBound, mayBeReserved } from './pod-needs.ts';

/** Who tells pods the names of their claims. */
const fieldManager = 'ResourceClaimController';

export interface PodReconcilerParts {
  readonly pods: Indexer<V1Pod>;
  readonly claims: Indexer<ResourceV1ResourceClaim>;
  readonly made: MadeClaims;
  readonly templates: Indexer<V1ResourceClaimTemplate>;
  readonly recorder: EventRecorder;
}

/**
 * Makes the claims that a pod wants from templates, and tells the pod their names; reserves the claims of a pod that came
 * to its node without the scheduler. Mirrors kubernetes pkg/controller/resourceclaim (syncPod).
 */
export class PodReconciler implements Reconciler {
  readonly #parts: PodReconcilerParts;

  constructor(parts: PodReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, context: ReconcileContext): Promise<ReconcileResult> {
    const pod = this.#parts.pods.get(makeKey(request.namespace, request.name));
    if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) return undefined;
    const made: V1PodResourceClaimStatus[] = [];
    for (const entry of pod.spec?.resourceClaims ?? []) {
      const name = await this.#claimFor(pod, entry, context);
      if (name !== undefined) made.push({ name: entry.name, resourceClaimName: name });
    }
    if (made.length > 0) await tellPod(pod, made, context.client);
    if (isBound(pod)) await this.#reserveClaims(pod, context.client);
    return undefined;
  }

  /** The name of the claim for an entry, if the pod is to be told; a failure is told in an event. */
  async #claimFor(
    pod: V1Pod,
    entry: V1PodResourceClaim,
    { client, cause }: ReconcileContext,
  ): Promise<string | undefined> {
    try {
      return await this.#makeClaim(pod, entry, client);
    } catch (error) {
      const message = `PodResourceClaim ${entry.name}: ${messageOf(error)}`;
      const report = reportAbout(this.#parts.recorder, coreV1.pods, pod, cause);
      report('Warning', 'FailedResourceClaimCreation', message);
      throw new Error(`pod ${keyOf(pod)}, ${message}`);
    }
  }

  async #makeClaim(pod: V1Pod, entry: V1PodResourceClaim, client: Client): Promise<string | undefined> {
    const { made, templates } = this.#parts;
    const templateName = entry.resourceClaimTemplateName;
    if (templateName === undefined || this.#isMade(pod, entry)) return undefined;
    const known = made.nameOf(pod, entry.name);
    if (known !== undefined) return known;
    const template = templates.get(makeKey(pod.metadata?.namespace ?? '', templateName));
    if (template === undefined) throw new Error(noTemplate(templateName));
    const wanted = claimFromTemplate(pod, entry.name, template);
    try {
      const claim = await client.create(resourceV1.resourceClaims, wanted);
      made.made(pod, entry.name, claim);
      return claim.metadata?.name;
    } catch (error) {
      throw new Error(`create ResourceClaim : ${messageOf(error)}`);
    }
  }

  /** The pod knows its claim, or needs none. A claim that is gone is made anew. */
  #isMade(pod: V1Pod, entry: V1PodResourceClaim): boolean {
    const named = claimOfEntry(pod, entry);
    if (named === 'absent') return false;
    const claim = named && this.#parts.claims.get(makeKey(pod.metadata?.namespace ?? '', named.name));
    return named === undefined || (claim !== undefined && claimNotForPod(pod, claim) === undefined);
  }

  async #reserveClaims(pod: V1Pod, client: Client): Promise<void> {
    for (const entry of pod.spec?.resourceClaims ?? []) {
      const named = claimOfEntry(pod, entry);
      if (named === undefined) continue;
      if (named === 'absent') throw new Error(`pod "${keyOf(pod)}": ResourceClaim not created yet`);
      const claim = this.#parts.claims.get(makeKey(pod.metadata?.namespace ?? '', named.name));
      if (claim === undefined) return;
      const problem = named.generated ? claimNotForPod(pod, claim) : undefined;
      if (problem !== undefined) throw new Error(problem);
      if (!mayBeReserved(pod, claim)) continue;
      const reservedFor = [...(claim.status?.reservedFor ?? []), consumerOf(pod)];
      const status = { ...claim.status, reservedFor };
      await client.updateStatus(resourceV1.resourceClaims, { ...claim, status });
    }
  }
}

/** The answer of a lister. */
function noTemplate(name: string): string {
  return `resource claim template "${name}": resourceclaimtemplate.resource.k8s.io "${name}" not found`;
}

async function tellPod(
  { metadata }: V1Pod,
  resourceClaimStatuses: readonly V1PodResourceClaimStatus[],
  client: Client,
): Promise<void> {
  const { name = '', namespace = '' } = metadata ?? {};
  const body = { metadata: { name, namespace }, status: { resourceClaimStatuses } };
  await client.apply(coreV1.pods, body, { subresource: 'status', fieldManager, force: true });
}
