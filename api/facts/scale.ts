import { type KubeObject, type LabelSelector, labelSelectorMatcher } from '../../apimachinery/index.ts';
import { type Fields, fieldsOf, withField } from '../fields.ts';

/** Where a kind that can be scaled keeps what a Scale shows. */
export interface ScalePaths {
  /** As a custom resource would declare them. */
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string;
  /** Undefined where a custom resource does not say. */
  specReplicas(object: KubeObject): number | undefined;
  statusReplicas(object: KubeObject): number;
  /** The selector as text: `app=web,tier in (a,b)`. */
  selector(object: KubeObject): string;
  /** The object with this many replicas wanted; the same object where it has them. */
  withReplicas(object: KubeObject, replicas: number): KubeObject;
}

const workload: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
  specReplicas: (object) => replicasOf(object, 'spec'),
  statusReplicas: (object) => replicasOf(object, 'status'),
  selector: (object) => labelSelectorMatcher(selectorOf(object) as LabelSelector).toString(),
  withReplicas(object, replicas) {
    const { spec } = object as unknown as Fields;
    return withField(
      object as unknown as Fields,
      'spec',
      withField(fieldsOf(spec), 'replicas', replicas),
    ) as KubeObject;
  },
};

/** The selector of a ReplicationController is a map of labels. */
const replicationController: ScalePaths = {
  ...workload,
  selector: (object) => labelSelectorMatcher({ matchLabels: selectorOf(object) } as LabelSelector).toString(),
};

/** Every kind with a scale subresource, by `resource.group`. Mirrors kubernetes pkg/registry (ScaleREST). */
export const scales: Readonly<Record<string, ScalePaths>> = {
  replicationcontrollers: replicationController,
  'deployments.apps': workload,
  'replicasets.apps': workload,
  'statefulsets.apps': workload,
};

function replicasOf(object: KubeObject, part: 'spec' | 'status'): number {
  const { replicas } = fieldsOf((object as unknown as Fields)[part]);
  return typeof replicas === 'number' ? replicas : 0;
}

function selectorOf(object: KubeObject): Fields {
  return fieldsOf(fieldsOf((object as unknown as Fields).spec).selector);
}
