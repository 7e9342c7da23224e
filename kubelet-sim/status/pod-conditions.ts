import type { V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { findCondition, goQuote } from '../../apimachinery/index.ts';
import { isSidecar, type PodConditionText } from '../../component-helpers/index.ts';
import type { ResizePending, ResizeProgress } from '../pod/pod-resize.ts';

/** What conditions are made from. */
export interface ConditionFacts {
  readonly pod: V1Pod;
  readonly phase: string;
  readonly sandbox: boolean;
  readonly initStatuses: readonly V1ContainerStatus[];
  readonly statuses: readonly V1ContainerStatus[];
  /** Whether all its containers are on their way to a new beginning; undefined: no rule could ever ask for it. */
  readonly restarting?: boolean | undefined;
  readonly resize?: ResizePending | undefined;
  readonly resizing?: ResizeProgress | undefined;
}

/** The conditions that are the kubelet's to set, in its order. Mirrors kubernetes pkg/kubelet/status (generate.go). */
export function podVerdicts(facts: ConditionFacts): readonly PodConditionText[] {
  const containersReady = containersReadyVerdict(facts);
  return [
    ...resizeVerdict(facts),
    { type: 'PodReadyToStartContainers', status: facts.sandbox ? 'True' : 'False' },
    initializedVerdict(facts),
    readyVerdict(facts, containersReady),
    containersReady,
    scheduled,
    ...restartingVerdict(facts),
  ];
}

function resizeVerdict({ resize, resizing }: ConditionFacts): readonly PodConditionText[] {
  if (resize === undefined && resizing === undefined) return [];
  return [
    ...(resize === undefined ? [] : [{ type: 'PodResizePending', status: 'True', ...resize } as const]),
    ...(resizing === undefined
      ? []
      : [{ type: 'PodResizeInProgress', status: 'True', ...resizing } as const]),
  ];
}

function restartingVerdict({ restarting }: ConditionFacts): readonly PodConditionText[] {
  if (restarting === undefined) return [];
  return [{ type: 'AllContainersRestarting', status: restarting ? 'True' : 'False' }];
}

export const ownedConditions: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  'AllContainersRestarting',
  'PodResizePending',
  'PodResizeInProgress',
]);

const scheduled: PodConditionText = Object.freeze({ type: 'PodScheduled', status: 'True' });
const containersReadyTrue: PodConditionText = Object.freeze({ type: 'ContainersReady', status: 'True' });
const readyTrue: PodConditionText = Object.freeze({ type: 'Ready', status: 'True' });
const initializedTrue: PodConditionText = Object.freeze({ type: 'Initialized', status: 'True' });

function containersReadyVerdict({ pod, phase, initStatuses, statuses }: ConditionFacts): PodConditionText {
  if (phase === 'Succeeded') return { type: 'ContainersReady', status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type: 'ContainersReady', status: 'False', reason: 'PodFailed' };
  const sidecars = initStatuses.filter((_, at) => isSidecar(pod.spec?.initContainers?.[at] ?? {}));
  const unready = [...sidecars, ...statuses].filter(({ ready }) => !ready).map(({ name }) => name);
  if (unready.length === 0) return containersReadyTrue;
  const message = `containers with unready status: [${unready.join(' ')}]`;
  return { type: 'ContainersReady', status: 'False', reason: 'ContainersNotReady', message };
}

function readyVerdict({ pod }: ConditionFacts, containersReady: PodConditionText): PodConditionText {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' };
  const problems = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const gate = findCondition(pod.status?.conditions, conditionType);
    if (gate === undefined) {
      return [`corresponding condition of pod readiness gate ${goQuote(conditionType)} does not exist.`];
    }
    if (gate.status === 'True') return [];
    return [`the status of pod readiness gate ${goQuote(conditionType)} is not "True", but ${gate.status}`];
  });
  if (problems.length === 0) return readyTrue;
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: problems.join(', ') };
}

function initializedVerdict({ pod, phase, initStatuses, statuses }: ConditionFacts): PodConditionText {
  if (phase === 'Succeeded') return { type: 'Initialized', status: 'True', reason: 'PodCompleted' };
  const anyBegan = statuses.some(
    ({ state, lastState }) => state?.waiting === undefined || lastState?.terminated !== undefined,
  );
  if (initStatuses.length === 0 || anyBegan) return initializedTrue;
  const incomplete = initStatuses
    .filter((status, at) => {
      return isSidecar(pod.spec?.initContainers?.[at] ?? {}) ? status.started !== true : !status.ready;
    })
    .map(({ name }) => name);
  if (incomplete.length === 0) return initializedTrue;
  const message = `containers with incomplete status: [${incomplete.join(' ')}]`;
  return { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized', message };
}
