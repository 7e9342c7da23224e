/**
 * The built-in controllers: each looks at what is, decides, and writes what brings it nearer to what is wanted. This
 * table is all of them; each is one function that adds it to a manager, from a folder beside this file.
 */
import type { Manager } from '../controller-runtime/index.ts';
import { addDeploymentController } from './deployment/deployment-controller.ts';
import { addGarbageCollector } from './garbage-collector/garbage-collector.ts';
import { addNamespaceController } from './namespace/namespace-controller.ts';
import { addNodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.ts';
import { addTaintEvictionController } from './node-lifecycle/taint-eviction-controller.ts';
import { addPodGarbageCollector } from './pod-garbage-collector/pod-garbage-collector.ts';
import { addReplicaSetController } from './replicaset/replicaset-controller.ts';

/** Every built-in controller, by its name, in the order they are added. */
const controllers: Readonly<Record<string, (manager: Manager) => unknown>> = Object.freeze({
  deployment: (manager: Manager) => addDeploymentController(manager),
  'garbage-collector': (manager: Manager) => addGarbageCollector(manager),
  namespace: (manager: Manager) => addNamespaceController(manager),
  'node-lifecycle': (manager: Manager) => addNodeLifecycleController(manager),
  'taint-eviction': (manager: Manager) => addTaintEvictionController(manager),
  'pod-garbage-collector': (manager: Manager) => addPodGarbageCollector(manager),
  replicaset: (manager: Manager) => addReplicaSetController(manager),
});

/** Adds every built-in controller to the manager. Mirrors kubernetes cmd/kube-controller-manager. */
export function addControllers(manager: Manager): void {
  for (const add of Object.values(controllers)) add(manager);
}
