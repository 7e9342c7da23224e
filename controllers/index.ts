/**
 * The built-in controllers: each looks at what is, decides, and writes what brings it nearer to what is wanted. This
 * table is all of them; each is one function that adds it to a manager, from a folder beside this file.
 */
import type { Manager } from '../controller-runtime/index.ts';
import { addDeploymentController } from './deployment/deployment-controller.ts';
import { type ControllerName, controllersProblem, enabledControllers } from './enabled-controllers.ts';
import { addGarbageCollector } from './garbage-collector/garbage-collector.ts';
import { addNamespaceController } from './namespace/namespace-controller.ts';
import { addNodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.ts';
import { addTaintEvictionController } from './node-lifecycle/taint-eviction-controller.ts';
import { addPodGarbageCollector } from './pod-garbage-collector/pod-garbage-collector.ts';
import { addReplicaSetController } from './replicaset/replicaset-controller.ts';
import {
  addAttributesClassProtectionController,
  addClaimProtectionController,
  addVolumeProtectionController,
} from './volume-protection/volume-protection.ts';

interface BuiltInController extends ControllerName {
  readonly add: (manager: Manager) => unknown;
}

/**
 * Every built-in controller, in the order they are added, by the name that kube-controller-manager knows it by. Mirrors
 * kubernetes cmd/kube-controller-manager (names).
 */
const controllers: readonly BuiltInController[] = [
  { name: 'deployment-controller', alias: 'deployment', add: (manager) => addDeploymentController(manager) },
  {
    name: 'garbage-collector-controller',
    alias: 'garbagecollector',
    add: (manager) => addGarbageCollector(manager),
  },
  { name: 'namespace-controller', alias: 'namespace', add: (manager) => addNamespaceController(manager) },
  {
    name: 'node-lifecycle-controller',
    alias: 'nodelifecycle',
    add: (manager) => addNodeLifecycleController(manager),
  },
  { name: 'taint-eviction-controller', add: (manager) => addTaintEvictionController(manager) },
  {
    name: 'pod-garbage-collector-controller',
    alias: 'podgc',
    add: (manager) => addPodGarbageCollector(manager),
  },
  {
    name: 'persistentvolumeclaim-protection-controller',
    alias: 'pvc-protection',
    add: (manager) => addClaimProtectionController(manager),
  },
  {
    name: 'persistentvolume-protection-controller',
    alias: 'pv-protection',
    add: (manager) => addVolumeProtectionController(manager),
  },
  {
    name: 'volumeattributesclass-protection-controller',
    add: (manager) => addAttributesClassProtectionController(manager),
  },
  { name: 'replicaset-controller', alias: 'replicaset', add: (manager) => addReplicaSetController(manager) },
];

/**
 * Adds the built-in controllers to a manager, those that `said` enables: as kube-controller-manager's --controllers, `*`
 * says all, `NAME` this one, `-NAME` not this one. Throws for a name that no controller has.
 */
export function addControllers(manager: Manager, said: readonly string[] = ['*']): void {
  const problem = problemOfControllers(said);
  if (problem !== undefined) throw new Error(problem);
  for (const { add } of enabledControllers(controllers, said)) add(manager);
}

/** What is wrong with what is said of controllers, in one line; undefined: nothing. */
export function problemOfControllers(said: readonly string[]): string | undefined {
  return controllersProblem(controllers, said);
}
