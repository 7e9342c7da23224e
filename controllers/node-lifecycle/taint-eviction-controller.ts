import { coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { formatTime, keyOf, makeKey } from '../../apimachinery/index.ts';
import {
  type Client,
  type EventRecorder,
  type Indexer,
  isPodGone,
  patchPodStatus,
} from '../../client/index.ts';
import { changedPodCondition } from '../../component-helpers/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
  requestOfKey,
} from '../../controller-runtime/index.ts';
import type { Cause, Clock } from '../../environment/index.ts';
import { indexByNode, nodeOf, podsOnNode } from '../kit/pods-on-node.ts';
import { EvictionSchedule } from './eviction-schedule.ts';
import { noExecuteTaints, tolerationMs } from './tolerations.ts';

const component = 'taint-eviction-controller';
/** Mirrors UpdateWorkerSize. */
const concurrentEvictions = 8;

/**
 * Adds the controller that deletes pods from nodes whose NoExecute taints they do not tolerate, at once or when their
 * time is over. Mirrors kubernetes pkg/controller/tainteviction.
 */
export function addTaintEvictionController(manager: Manager): Controller {
  const { informers } = manager;
  const { clock } = manager.environment;
  const nodes = informers.informer(coreV1.nodes);
  const pods = informers.informer(coreV1.pods);
  indexByNode(pods);
  const recorder = manager.eventRecorderFor(component);
  const schedule = new EvictionSchedule(
    clock,
    (pod, cause) => controller.queue.add(pod, cause),
    (pod, cause) => tell(recorder, pod, `Cancelling deletion of Pod ${pod}`, cause),
  );
  const reconciler = new EvictionReconciler({ clock, pods: pods.indexer, schedule, recorder });
  const controller: Controller = controllerManagedBy(manager)
    .named('taint-eviction')
    .watches(coreV1.nodes, nodeEvents(schedule, pods.indexer))
    .watches(coreV1.pods, podEvents(schedule, nodes.indexer))
    .withOptions({ maxConcurrentReconciles: concurrentEvictions, userAgent: component })
    .complete(reconciler);
  manager.add({
    name: 'taint-eviction-timers',
    run: (signal) =>
      new Promise((resolve) => {
        const stop = () => {
          schedule.stop();
          resolve();
        };
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      }),
  });
  return controller;
}

/** Looks at all pods of a node whose NoExecute taints have changed. Mirrors handleNodeUpdate. */
function nodeEvents(schedule: EvictionSchedule, pods: Indexer<V1Pod>): EventHandler<V1Node> {
  const look = (node: V1Node): void => {
    const taints = noExecuteTaints(node.spec?.taints);
    for (const pod of podsOnNode(pods, node.metadata?.name ?? '')) {
      schedule.set(keyOf(pod), tolerationMs(taints, pod.spec?.tolerations ?? []), causeOf(node));
    }
  };
  return {
    create: ({ object }) => {
      if (noExecuteTaints(object.spec?.taints).length > 0) look(object);
    },
    update: ({ oldObject, object }) => {
      const before = noExecuteTaints(oldObject.spec?.taints);
      if (!sameTaints(before, noExecuteTaints(object.spec?.taints))) look(object);
    },
  };
}

/** Looks at a pod that is bound, or tolerates something else. Mirrors handlePodUpdate. */
function podEvents(schedule: EvictionSchedule, nodes: Indexer<V1Node>): EventHandler<V1Pod> {
  const look = (pod: V1Pod): void => {
    const node = nodes.get(nodeOf(pod));
    const taints = noExecuteTaints(node?.spec?.taints);
    if (taints.length === 0) return;
    schedule.set(keyOf(pod), tolerationMs(taints, pod.spec?.tolerations ?? []), causeOf(pod));
  };
  return {
    create: ({ object }) => look(object),
    update: ({ oldObject, object }) => {
      // Another pod of the same name.
      if (oldObject.metadata?.uid !== object.metadata?.uid) schedule.cancel(keyOf(object), causeOf(object));
      else if (
        nodeOf(oldObject) === nodeOf(object) &&
        oldObject.spec?.tolerations === object.spec?.tolerations
      )
        return;
      look(object);
    },
    delete: ({ object }) => schedule.cancel(keyOf(object), causeOf(object)),
  };
}

interface EvictionParts {
  readonly clock: Clock;
  readonly pods: Indexer<V1Pod>;
  readonly schedule: EvictionSchedule;
  readonly recorder: EventRecorder;
}

/** Deletes the pods whose time has come. Mirrors deletePodHandler. */
class EvictionReconciler implements Reconciler {
  readonly #parts: EvictionParts;
  /** Whose event has been told, so that a retry does not tell it again. */
  readonly #told = new Set<string>();

  constructor(parts: EvictionParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { pods, schedule, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const pod = pods.get(key);
    if (pod === undefined || !schedule.isDue(key)) {
      this.#told.delete(key);
      return undefined;
    }
    if (!this.#told.has(key)) tell(recorder, key, `Marking for deletion Pod ${key}`, cause);
    this.#told.add(key);
    await this.#evict(client, pod);
    this.#told.delete(key);
    return undefined;
  }

  /** Mirrors addConditionAndDeletePod. */
  async #evict(client: Client, pod: V1Pod): Promise<void> {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    const text = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    };
    const condition = changedPodCondition(pod, text, formatTime(this.#parts.clock.now()));
    try {
      if (condition !== undefined) await patchPodStatus(client, pod, { conditions: [condition] });
      await client.delete(coreV1.pods, { namespace, name }, { preconditions: { uid } });
    } catch (error) {
      if (!isPodGone(error)) throw error;
    }
  }
}

function tell(recorder: EventRecorder, key: string, message: string, cause: Cause | undefined): void {
  const { namespace, name } = requestOfKey(key);
  const pod = { apiVersion: 'v1', kind: 'Pod', namespace, name };
  recorder.event(pod, 'Normal', 'TaintManagerEviction', message, cause);
}

function sameTaints(a: ReturnType<typeof noExecuteTaints>, b: ReturnType<typeof noExecuteTaints>): boolean {
  return (
    a.length === b.length &&
    a.every(({ key, value, timeAdded }, at) => {
      const other = b[at];
      return other?.key === key && other.value === value && other.timeAdded === timeAdded;
    })
  );
}
