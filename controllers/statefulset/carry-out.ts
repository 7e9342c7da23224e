import type { V1StatefulSet } from '../../api/index.ts';
import { slowStartBatch, slowStartInitialBatchSize } from '../kit/slow-start-batch.ts';
import { isParallel, type Plan, type Step } from './decide.ts';
import type { StatefulPodControl } from './stateful-pod-control.ts';

/** How far a plan was carried out. */
export interface Done {
  /** What ended it, if something failed. */
  readonly error?: unknown;
  /** Pods deleted to be replaced. */
  readonly replaced: number;
  /** More pods are to be made, and may not yet. */
  readonly heldBack: boolean;
}

/**
 * Carries out a plan up to its first failure: pod by pod, or, for a parallel set, in batches that grow as long as all
 * goes well. Mirrors kubernetes pkg/controller/statefulset (runForAll).
 */
export async function carryOut(
  set: V1StatefulSet,
  plan: Plan,
  control: Pick<StatefulPodControl, 'take'>,
  mayCreate: () => boolean,
): Promise<Done> {
  let heldBack = false;
  let replaced = 0;
  const takeAll = async (steps: readonly Step[]) => {
    for (const step of steps) {
      if (step.does !== 'create' || mayCreate()) await control.take(step);
      else heldBack = true;
    }
  };
  try {
    for (const pods of plan.phases) await (isParallel(set) ? inBatches : oneByOne)(pods, takeAll);
    for (const pod of plan.outdated) {
      await control.take({ does: 'delete', pod });
      replaced++;
    }
    return { replaced, heldBack };
  } catch (error) {
    return { error, replaced, heldBack };
  }
}

type TakeAll = (steps: readonly Step[]) => Promise<void>;

async function oneByOne(pods: readonly (readonly Step[])[], takeAll: TakeAll): Promise<void> {
  for (const steps of pods) await takeAll(steps);
}

async function inBatches(pods: readonly (readonly Step[])[], takeAll: TakeAll): Promise<void> {
  const { error } = await slowStartBatch(pods, slowStartInitialBatchSize, takeAll);
  if (error !== undefined) throw error;
}
