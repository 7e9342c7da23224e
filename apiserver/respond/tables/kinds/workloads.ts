import type { KubeObject, LabelSelector } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import {
  ageColumn,
  containersColumn,
  doc,
  images,
  integer,
  nameColumn,
  selectorColumn,
  text,
} from '../printer.ts';
import type { ContainerView } from '../texts.ts';
import { containerCells, labelsText, selectorString, selectorText } from '../texts.ts';

interface TemplateView {
  readonly spec?: {
    readonly containers?: readonly ContainerView[];
    readonly nodeSelector?: Readonly<Record<string, string>>;
  };
}

interface ReplicasView<S> extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly selector?: S; readonly template?: TemplateView };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Mirrors printDeployment. */
export const deployment: Printer<ReplicasView<LabelSelector>> = {
  columns: [
    nameColumn,
    text('Ready', 'How many of the pods are ready.'),
    text('Up-to-date', doc('apps.v1.DeploymentStatus', 'updatedReplicas')),
    text('Available', doc('apps.v1.DeploymentStatus', 'availableReplicas')),
    ageColumn,
    containersColumn,
    images,
    selectorColumn('apps.v1.DeploymentSpec'),
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    return [
      metadata?.name ?? '',
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(object, nowMs),
      ...containerCells(spec?.template?.spec?.containers),
      selectorString(spec?.selector, '<invalid>'),
    ];
  },
};

/** Mirrors printReplicaSet. */
export const replicaSet: Printer<ReplicasView<LabelSelector>> = {
  columns: replicaColumns('apps.v1.ReplicaSet'),
  cells: (object, nowMs) => [...replicaCells(object, nowMs), selectorText(object.spec?.selector)],
};

/** Mirrors printReplicationController. */
export const replicationController: Printer<ReplicasView<Readonly<Record<string, string>>>> = {
  columns: replicaColumns('core.v1.ReplicationController'),
  cells: (object, nowMs) => [...replicaCells(object, nowMs), labelsText(object.spec?.selector)],
};

function replicaColumns(definition: string) {
  return [
    nameColumn,
    integer('Desired', doc(`${definition}Spec`, 'replicas')),
    integer('Current', doc(`${definition}Status`, 'replicas')),
    integer('Ready', doc(`${definition}Status`, 'readyReplicas')),
    ageColumn,
    containersColumn,
    images,
    selectorColumn(`${definition}Spec`),
  ];
}

function replicaCells(object: ReplicasView<unknown>, nowMs: number) {
  const { metadata, spec, status } = object;
  return [
    metadata?.name ?? '',
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageOf(object, nowMs),
    ...containerCells(spec?.template?.spec?.containers),
  ];
}

/** Mirrors printStatefulSet. */
export const statefulSet: Printer<ReplicasView<LabelSelector>> = {
  columns: [
    nameColumn,
    text('Ready', 'How many of the pods are ready.'),
    ageColumn,
    containersColumn,
    images,
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    return [
      metadata?.name ?? '',
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      ageOf(object, nowMs),
      ...containerCells(spec?.template?.spec?.containers),
    ];
  },
};

interface DaemonSetView extends KubeObject {
  readonly spec?: { readonly selector?: LabelSelector; readonly template?: TemplateView };
  readonly status?: {
    readonly desiredNumberScheduled?: number;
    readonly currentNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  };
}

/** Mirrors printDaemonSet. */
export const daemonSet: Printer<DaemonSetView> = {
  columns: [
    nameColumn,
    integer('Desired', doc('apps.v1.DaemonSetStatus', 'desiredNumberScheduled')),
    integer('Current', doc('apps.v1.DaemonSetStatus', 'currentNumberScheduled')),
    integer('Ready', doc('apps.v1.DaemonSetStatus', 'numberReady')),
    integer('Up-to-date', doc('apps.v1.DaemonSetStatus', 'updatedNumberScheduled')),
    integer('Available', doc('apps.v1.DaemonSetStatus', 'numberAvailable')),
    text('Node Selector', doc('core.v1.PodSpec', 'nodeSelector')),
    ageColumn,
    containersColumn,
    images,
    selectorColumn('apps.v1.DaemonSetSpec'),
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    return [
      metadata?.name ?? '',
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      labelsText(spec?.template?.spec?.nodeSelector),
      ageOf(object, nowMs),
      ...containerCells(spec?.template?.spec?.containers),
      selectorText(spec?.selector),
    ];
  },
};
