import {
  autoscalingV2,
  type V1Pod,
  type V1Scale,
  type V2HorizontalPodAutoscaler,
  type V2MetricStatus,
} from '../../api/index.ts';
import {
  deepEqual,
  goQuote,
  groupResource,
  InvalidValueError,
  isConflict,
  type LabelMatcher,
  messageOf,
  parseApiVersion,
  parseLabelSelector,
} from '../../apimachinery/index.ts';
import {
  type Client,
  type DiscoveredResource,
  NoKindMatchError,
  type RestMapper,
} from '../../client/index.ts';
import type { Report } from '../kit/report.ts';
import { normalized, tolerancesOf } from './desired-replicas.ts';
import type { AutoscalerMemory } from './memory.ts';
import { MetricError, type Proposal, proposalOf, type Scaled } from './metric-proposals.ts';
import { MetricsClient } from './metrics-client.ts';
import { SyncStatus } from './sync-status.ts';

/** What one look at an autoscaler works with. */
export interface AutoscalerSyncParts {
  readonly client: Client;
  readonly mapper: RestMapper;
  readonly report: Report;
  readonly nowMs: number;
  /** What it remembers; begins with so many replicas. */
  readonly memory: (replicas: number) => AutoscalerMemory;
  /** The pods in its namespace. */
  readonly pods: () => readonly V1Pod[];
  /** Remembers what the autoscaler selects; answers which autoscalers select any of these pods, as `namespace/name`. */
  readonly selecting: (matcher: LabelMatcher, pods: readonly V1Pod[]) => readonly string[];
}

interface Target {
  readonly resource: DiscoveredResource;
  readonly scale: V1Scale;
}

/** What metrics come to. */
interface Recommended {
  readonly replicas: number;
  readonly name: string;
  readonly statuses: readonly V2MetricStatus[];
}

/** What is wanted of the target, and why. */
interface Decided {
  readonly replicas: number;
  readonly rescale: boolean;
  readonly reason: string;
  readonly statuses: readonly V2MetricStatus[];
}

/** Nothing can be decided; users have been told. */
const undecided = Symbol('undecided');
const emptyStatus: V2MetricStatus = { type: '' };
/** How often a scale that has moved is written. Mirrors client-go util/retry (DefaultRetry). */
const scaleAttempts = 5;

/**
 * One look at one autoscaler. Mirrors kubernetes pkg/controller/podautoscaler (reconcileAutoscaler), as without the feature gate
 * HPAScaleToZero.
 */
export class AutoscalerSync {
  readonly #autoscaler: V2HorizontalPodAutoscaler;
  readonly #parts: AutoscalerSyncParts;
  readonly #status: SyncStatus;

  constructor(autoscaler: V2HorizontalPodAutoscaler, parts: AutoscalerSyncParts) {
    this.#autoscaler = autoscaler;
    this.#parts = parts;
    this.#status = new SyncStatus(autoscaler, parts.nowMs);
  }

  /** Scales the target where that is right, and tells. Rejects where the status cannot be written. */
  async run(): Promise<void> {
    const target = await this.#target();
    if (target !== undefined) await this.#scale(target);
    await this.#write();
  }

  async #target(): Promise<Target | undefined> {
    try {
      const target = await this.#found();
      const message = "the HPA controller was able to get the target's current scale";
      this.#status.condition('AbleToScale', 'True', 'SucceededGetScale', message);
      return target;
    } catch (error) {
      const says = messageOf(error);
      this.#parts.report('Warning', 'FailedGetScale', says);
      const message = `the HPA controller was unable to get the target's current scale: ${says}`;
      this.#status.condition('AbleToScale', 'False', 'FailedGetScale', message);
      return undefined;
    }
  }

  async #found(): Promise<Target> {
    const { apiVersion = '', kind = '', name = '' } = this.#autoscaler.spec?.scaleTargetRef ?? {};
    const { client, mapper } = this.#parts;
    const resource = await mapper.find({ apiVersion, kind }).catch((error: unknown) => {
      if (!(error instanceof NoKindMatchError)) throw error;
      const { group } = parseApiVersion(apiVersion);
      throw new Error(`no matches for kind ${goQuote(kind)} in group ${goQuote(group)}`);
    });
    const key = { namespace: this.#namespace, name };
    return { resource, scale: await client.getSubresource<V1Scale>(resource, key, 'scale') };
  }

  async #scale(target: Target): Promise<void> {
    const current = target.scale.spec?.replicas ?? 0;
    const memory = this.#parts.memory(current);
    const decided = await this.#decide(target.scale, current, memory);
    if (decided === undecided) return;
    const { replicas, rescale, statuses } = decided;
    if (rescale && !(await this.#rescale(target, current, decided))) return;
    if (rescale) {
      const { behavior } = this.#autoscaler.spec ?? {};
      if (behavior !== undefined) memory.scaled(behavior, current, replicas, this.#parts.nowMs);
      this.#status.rescaled();
    }
    this.#status.observed(current, statuses, rescale ? replicas : current);
  }

  async #decide(
    scale: V1Scale,
    current: number,
    memory: AutoscalerMemory,
  ): Promise<Decided | typeof undecided> {
    const { minReplicas: min = 1, maxReplicas: max = 1 } = this.#autoscaler.spec ?? {};
    if (current === 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      this.#status.condition('ScalingActive', 'False', 'ScalingDisabled', message);
      return { replicas: 0, rescale: false, reason: '', statuses: [] };
    }
    const outside = (replicas: number, reason: string): Decided => ({
      ...{ replicas, rescale: true, reason, statuses: [] },
    });
    if (current > max) return outside(max, 'Current number of replicas above Spec.MaxReplicas');
    if (current < min) return outside(min, 'Current number of replicas below Spec.MinReplicas');
    return this.#decideByMetrics(scale, { current, min, max }, memory);
  }

  async #decideByMetrics(
    scale: V1Scale,
    bounds: { readonly current: number; readonly min: number; readonly max: number },
    memory: AutoscalerMemory,
  ): Promise<Decided | typeof undecided> {
    const recommended = await this.#recommend(scale, bounds.current);
    if (recommended === undecided) return undecided;
    const { current } = bounds;
    const { replicas: wanted, statuses } = recommended;
    const name = wanted > 0 ? recommended.name : '';
    let reason = '';
    if (wanted > current) reason = `${name} above target`;
    if (wanted < current) reason = 'All metrics below target';
    const replicas = this.#normalize(memory, wanted, bounds);
    return { replicas, rescale: replicas !== current, reason, statuses };
  }

  #normalize(
    memory: AutoscalerMemory,
    wanted: number,
    bounds: { readonly current: number; readonly min: number; readonly max: number },
  ): number {
    const { stabilized, limited } = normalized(this.#autoscaler, memory, wanted, bounds, this.#parts.nowMs);
    if (stabilized.replicas === wanted) {
      const message = 'recommended size matches current size';
      this.#status.condition('AbleToScale', 'True', 'ReadyForNewScale', message);
    } else this.#status.condition('AbleToScale', 'True', stabilized.reason, stabilized.message);
    const isLimited = limited.replicas !== stabilized.replicas;
    this.#status.condition('ScalingLimited', isLimited ? 'True' : 'False', limited.reason, limited.message);
    return limited.replicas;
  }

  /** The most that a metric asks for. Mirrors computeReplicasForMetrics. */
  async #recommend(scale: V1Scale, current: number): Promise<Recommended | typeof undecided> {
    const specs = this.#autoscaler.spec?.metrics ?? [];
    const proposals: (Proposal | MetricError)[] = [];
    try {
      const scaled = this.#scaled(scale, current);
      for (const spec of specs) {
        const proposal = await proposalOf(spec, scaled).catch(asMetricError);
        if (proposal instanceof MetricError) this.#parts.report('Warning', proposal.reason, proposal.detail);
        proposals.push(proposal);
      }
    } catch (error) {
      return this.#cannotCompute(current, [], messageOf(error));
    }
    const valid = proposals.filter((one): one is Proposal => !(one instanceof MetricError));
    const invalid = proposals.filter((one) => one instanceof MetricError);
    const statuses = proposals.map((one) => (one instanceof MetricError ? emptyStatus : one.status));
    // Of equal ones the first decides; nothing is less than anything.
    const best = valid.reduce<Proposal | undefined>(
      (most, one) => (most === undefined || most.replicas === 0 || one.replicas > most.replicas ? one : most),
      undefined,
    );
    const replicas = best?.replicas ?? 0;
    const [first] = invalid;
    if (first !== undefined && (invalid.length >= specs.length || replicas < current)) {
      const message = `the HPA was unable to compute the replica count: ${first.detail}`;
      this.#status.condition('ScalingActive', 'False', first.reason, message);
      const says = `invalid metrics (${invalid.length} invalid out of ${specs.length}), first error is: ${first.message}`;
      return this.#cannotCompute(current, statuses, says);
    }
    const message = `the HPA was able to successfully calculate a replica count from ${best?.name ?? ''}`;
    this.#status.condition('ScalingActive', 'True', 'ValidMetricFound', message);
    return { replicas, name: best?.name ?? '', statuses };
  }

  #cannotCompute(current: number, statuses: readonly V2MetricStatus[], says: string): typeof undecided {
    this.#status.observed(current, statuses);
    this.#parts.report('Warning', 'FailedComputeMetricsReplicas', says);
    return undecided;
  }

  #scaled({ status }: V1Scale, currentReplicas: number): Scaled {
    const { client, nowMs } = this.#parts;
    const selector = status?.selector ?? '';
    const matcher = this.#matcher(selector);
    const pods = this.#parts.pods().filter(({ metadata }) => matcher.matches(metadata?.labels));
    this.#checkAlone(selector, matcher, pods);
    return {
      pods,
      currentReplicas,
      tolerances: tolerancesOf(this.#autoscaler),
      nowMs,
      namespace: this.#namespace,
      selector,
      statusReplicas: status?.replicas ?? 0,
      metrics: new MetricsClient(client),
      resourceOf: async (apiVersion, kind) =>
        groupResource(await this.#parts.mapper.find({ apiVersion, kind })),
    };
  }

  /** Mirrors validateAndParseSelector. */
  #matcher(selector: string): LabelMatcher {
    if (selector === '') {
      const message = "the HPA target's scale is missing a selector";
      this.#refuse('SelectorRequired', 'selector is required', 'InvalidSelector', message);
    }
    try {
      return parseLabelSelector(selector);
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      const says = `couldn't convert selector into a corresponding internal selector object: ${error.message}`;
      return this.#refuse('InvalidSelector', says, 'InvalidSelector', says);
    }
  }

  #checkAlone(selector: string, matcher: LabelMatcher, pods: readonly V1Pod[]): void {
    const selecting = this.#parts.selecting(matcher, pods);
    if (selecting.length <= 1) return;
    const says = `pods by selector ${selector} are controlled by multiple HPAs: [${selecting.join(' ')}]`;
    this.#refuse('AmbiguousSelector', says, 'AmbiguousSelector', says);
  }

  #refuse(event: string, says: string, reason: string, message: string): never {
    this.#parts.report('Warning', event, says);
    this.#status.condition('ScalingActive', 'False', reason, message);
    throw new Error(says);
  }

  /** False: it could not be done, and users have been told. */
  async #rescale(target: Target, current: number, { replicas, reason, statuses }: Decided): Promise<boolean> {
    try {
      await this.#writeScale(target, replicas);
    } catch (error) {
      const says = messageOf(error);
      this.#parts.report(
        'Warning',
        'FailedRescale',
        `New size: ${replicas}; reason: ${reason}; error: ${says}`,
      );
      const message = `the HPA controller was unable to update the target scale: ${says}`;
      this.#status.condition('AbleToScale', 'False', 'FailedUpdateScale', message);
      this.#status.observed(current, statuses);
      return false;
    }
    const message = `the HPA controller was able to update the target scale to ${replicas}`;
    this.#status.condition('AbleToScale', 'True', 'SucceededRescale', message);
    this.#parts.report('Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
    return true;
  }

  async #writeScale({ resource, scale }: Target, replicas: number): Promise<void> {
    const { client } = this.#parts;
    const key = { namespace: this.#namespace, name: scale.metadata?.name ?? '' };
    let latest = scale;
    for (let attempt = 1; ; attempt++) {
      try {
        const wanted = { ...latest, spec: { ...latest.spec, replicas } };
        await client.updateSubresource(resource, key, 'scale', wanted);
        return;
      } catch (error) {
        if (!isConflict(error) || attempt === scaleAttempts) throw error;
        latest = await client.getSubresource<V1Scale>(resource, key, 'scale').catch(() => latest);
      }
    }
  }

  async #write(): Promise<void> {
    const { status } = this.#status;
    const { status: before = { desiredReplicas: 0, currentMetrics: null } } = this.#autoscaler;
    if (deepEqual(status, before)) return;
    try {
      const updated = { ...this.#autoscaler, status };
      await this.#parts.client.updateStatus(autoscalingV2.horizontalPodAutoscalers, updated);
    } catch (error) {
      this.#parts.report('Warning', 'FailedUpdateStatus', messageOf(error));
      throw error;
    }
  }

  get #namespace(): string {
    return this.#autoscaler.metadata?.namespace ?? '';
  }
}

function asMetricError(error: unknown): MetricError {
  if (error instanceof MetricError) return error;
  throw error;
}
