import { coreV1, type V1PersistentVolumeClaim, type V1Pod } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Environment, Fork } from '../../environment/index.ts';
import { syncMs } from '../container/reaction.ts';
import { exhaustedAttachment } from '../node/attach-limit.ts';
import type { CsiDrivers } from '../node/csi-drivers.ts';
import type { NodeVolumes } from '../node/node-volumes.ts';
import { type ClaimAnswer, lookAtClaim } from './look-at-claim.ts';
import type { MountedClaim } from './mounted-claims.ts';
import type { PodClaims } from './pod-references.ts';
import { type OnChange, watchObject } from './watched-object.ts';

/** How soon an API server that cannot be reached is asked again. Mirrors the kubelet's backOffPeriod. */
const retryMs = 10_000;

/** How long volumes are waited for before it is asked why. Mirrors kubernetes pkg/kubelet/volumemanager (podAttachAndMountTimeout). */
const attachMs = 123_000;

export interface VolumesContext {
  readonly environment: Environment;
  readonly client: Client;
  readonly drivers: CsiDrivers;
  readonly node: { readonly volumes: NodeVolumes };
}

/**
 * What the claims of one pod stand for. They are asked for once; one that is not bound is watched until it is. Mirrors kubernetes
 * pkg/kubelet/volumemanager (populator, reconciler). Differs: there, it is asked for again and again.
 */
export class PodVolumes implements PodClaims {
  readonly #context: VolumesContext;
  readonly #pod: V1Pod;
  readonly #claims: readonly MountedClaim[];
  readonly #onChange: OnChange;
  /** By the pod's names of volumes. */
  readonly #answers = new Map<string, ClaimAnswer>();
  readonly #life: Fork;
  readonly #watched = new Set<string>();
  #used: readonly string[] = [];
  #known = false;
  #exhausted = false;
  #waiting = false;
  #reading = false;
  #again = false;
  #closed = false;

  /** `onChange` is never called within this call. */
  constructor(context: VolumesContext, pod: V1Pod, claims: readonly MountedClaim[], onChange: OnChange) {
    const { metadata } = pod;
    this.#context = context;
    this.#pod = pod;
    this.#claims = claims;
    this.#onChange = onChange;
    this.#life = context.environment.fork(`volumes/${metadata?.namespace}/${metadata?.name}`);
    context.node.volumes.unknown();
    this.#look(undefined);
  }

  get known(): boolean {
    return this.#known;
  }

  get failed(): readonly string[] {
    return this.#claims.map(({ volume }) => volume).filter((volume) => this.#problemOf(volume) !== undefined);
  }

  get problems(): readonly string[] {
    return this.failed.map((volume) => this.#problemOf(volume) ?? '');
  }

  get unattached(): readonly string[] {
    return this.#claims.map(({ volume }) => volume).filter((volume) => this.#awaitedOf(volume) !== undefined);
  }

  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** `cause`: what has ended the pod. */
  close(cause: Cause | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    const { volumes } = this.#context.node;
    volumes.waitNoMore(this.#attachmentsChanged);
    volumes.letGo(this.#used, cause);
    if (!this.#known) volumes.known();
    this.#life.revoke();
  }

  readonly #attachmentsChanged: OnChange = (cause) => this.#onChange(cause);

  #problemOf(volume: string): string | undefined {
    return this.#answers.get(volume)?.problem;
  }

  /** What nodes call a volume that has to be attached and is not yet. */
  #awaitedOf(volume: string): string | undefined {
    const answer = this.#answers.get(volume);
    const name = answer?.problem === undefined ? answer?.attached : undefined;
    return name === undefined || this.#context.node.volumes.isMountable(name) ? undefined : name;
  }

  /** Nobody waits for what may never come. */
  #waitForAttach(delayMs: number): void {
    this.#waiting = true;
    const look = () => this.#life.spawn('attach limit', () => this.#lookAtLimit());
    this.#life.clock.setTimer(delayMs, look, { background: true });
  }

  async #lookAtLimit(): Promise<void> {
    const names = this.#claims.flatMap(({ volume }) => this.#awaitedOf(volume) ?? []);
    this.#waiting = names.length > 0;
    if (!this.#waiting) return;
    const { nodeName = '' } = this.#pod.spec ?? {};
    const attachment = await exhaustedAttachment(names, nodeName, this.#context.client);
    if (this.#closed || this.#life.isRevoked) return;
    if (attachment === undefined) return this.#waitForAttach(syncMs + attachMs);
    this.#exhausted = true;
    this.#onChange(causeOf(attachment));
  }

  #look(cause: Cause | undefined): void {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    this.#life.spawn('claims', () => this.#read(cause));
  }

  async #read(cause: Cause | undefined): Promise<void> {
    const { client, drivers } = this.#context;
    while (this.#again && !this.#closed) {
      this.#again = false;
      for (const claim of this.#claims) {
        const known = this.#answers.get(claim.volume);
        if (known !== undefined && known.problem === undefined) continue;
        this.#answers.set(claim.volume, await lookAtClaim(this.#pod, claim, client, drivers));
      }
    }
    this.#reading = false;
    if (!this.#closed && !this.#life.isRevoked) this.#take(cause);
  }

  #take(cause: Cause | undefined): void {
    const { volumes } = this.#context.node;
    const answers = [...this.#answers.values()];
    const used = answers.flatMap((one) => (one.problem === undefined ? (one.attached ?? []) : []));
    const added = used.filter((name) => !this.#used.includes(name));
    this.#used = used;
    if (added.length > 0) {
      volumes.use(added, cause ?? causeOf(this.#pod));
      volumes.wait(this.#attachmentsChanged);
      if (!this.#waiting) this.#waitForAttach(attachMs);
    }
    if (!this.#known) volumes.known(cause ?? causeOf(this.#pod));
    this.#known = true;
    const isUnreachable = answers.some((one) => one.problem !== undefined && one.unreachable);
    if (isUnreachable) this.#life.clock.setTimer(retryMs, () => this.#look(undefined), { background: true });
    else if (answers.some((one) => one.problem !== undefined)) this.#watch();
    this.#onChange(cause);
  }

  /** What is in the way may change. */
  #watch(): void {
    const { client } = this.#context;
    const look = (claim: V1PersistentVolumeClaim) => this.#look(causeOf(claim));
    const handler = {
      onAdd: look,
      onUpdate: (_: unknown, claim: V1PersistentVolumeClaim) => look(claim),
      onDelete: look,
    };
    const { namespace = '' } = this.#pod.metadata ?? {};
    for (const { volume, claimName } of this.#claims) {
      if (this.#problemOf(volume) === undefined || this.#watched.has(claimName)) continue;
      this.#watched.add(claimName);
      watchObject(this.#life, client, coreV1.persistentVolumeClaims, { namespace, name: claimName }, handler);
    }
  }
}
