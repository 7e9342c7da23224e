import { appsV1, coreV1, type V1Pod } from '../../../api/index.ts';
import {
  controllerOf,
  everyLabelSet,
  type KubeObject,
  type LabelMatcher,
  type LabelSelector,
  type Labels,
  labelMatcher,
  labelSetMatcher,
  makeKey,
} from '../../../apimachinery/index.ts';
import { matcherOf } from '../../../component-helpers/index.ts';
import type { PluginHandle } from '../../framework/handle.ts';

/**
 * Finds which pods belong together with one: those of the services that select it, and of its controller. A selector that
 * matches everything says: nobody knows. Mirrors kubernetes pkg/scheduler/framework/plugins/helper (DefaultSelector).
 */
export type DefaultSelector = (pod: V1Pod) => LabelMatcher;

export function defaultSelector({ lister }: PluginHandle): DefaultSelector {
  const services = lister(coreV1.services, byNamespace);
  const controllers = lister(coreV1.replicationControllers);
  const replicaSets = lister(appsV1.replicaSets);
  const statefulSets = lister(appsV1.statefulSets);
  return (pod) => {
    const { namespace = '', labels } = pod.metadata ?? {};
    let ofServices: Labels | undefined;
    for (const { spec } of services.byIndex(namespaceIndex, namespace)) {
      if (spec?.selector !== undefined && carries(labels, spec.selector)) {
        ofServices = { ...ofServices, ...spec.selector };
      }
    }
    const owner = controllerOf(pod);
    if (owner === undefined) return ofServices === undefined ? everyLabelSet : labelSetMatcher(ofServices);
    const key = makeKey(namespace, owner.name);
    switch (`${owner.apiVersion}/${owner.kind}`) {
      case 'v1/ReplicationController':
        return labelSetMatcher({ ...ofServices, ...controllers.get(key)?.spec?.selector });
      case 'apps/v1/ReplicaSet':
        return both(ofServices, replicaSets.get(key)?.spec?.selector);
      case 'apps/v1/StatefulSet':
        return both(ofServices, statefulSets.get(key)?.spec?.selector);
      default:
        return labelSetMatcher(ofServices);
    }
  };
}

const namespaceIndex = 'namespace';
const byNamespace = { [namespaceIndex]: ({ metadata }: KubeObject) => [metadata?.namespace ?? ''] };

function carries(labels: Labels | undefined, wanted: Labels): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

function both(labels: Labels | undefined, selector: LabelSelector | undefined): LabelMatcher {
  const matcher = matcherOf(selector);
  if (matcher === undefined) return labelSetMatcher(labels);
  if (labels === undefined) return matcher;
  return labelMatcher([...labelSetMatcher(labels).requirements, ...matcher.requirements]);
}
