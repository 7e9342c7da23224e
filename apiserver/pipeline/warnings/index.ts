/**
 * What clients are told in Warning headers though nothing is wrong: `kubectl` shows it. A kind with something to warn of
 * is a row, by `resource.group`. Mirrors the WarningsOnCreate and WarningsOnUpdate of kubernetes pkg/registry, and its deprecated APIs.
 */
import type {
  V1CSIDriver,
  V1CustomResourceDefinition,
  V1EndpointSlice,
  V1Ingress,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1PodTemplateSpec,
  V1ResourceSlice,
  V1Service,
  V1StatefulSet,
} from '../../../api/index.ts';
import { FieldPath, fieldPath, type KubeObject, validateDns1123Label } from '../../../apimachinery/index.ts';
import { definitionWarnings } from '../../custom-resources/validation/definition-warnings.ts';
import {
  driverWarnings,
  endpointSliceWarnings,
  ingressWarnings,
  mountableSecretsWarnings,
  nodeWarnings,
  persistentClaimWarnings,
  persistentVolumeWarnings,
  sliceWarnings,
} from './kind-warnings.ts';
import { podWarnings } from './pod-warnings.ts';
import { claimWarnings } from './volume-warnings.ts';

/** `old` is what is updated; absent: the object is new. */
export type Warner = (object: KubeObject, old?: KubeObject) => readonly string[];

const inHostname = "this is used in the Pod's hostname";
const inNames = 'this is used in Pod names and hostnames';

export const warners: Readonly<Record<string, Warner>> = {
  // Of pods, which people seldom change, Kubernetes warns only once.
  pods: (object, old) =>
    old === undefined
      ? [...nameWarnings(inHostname, object), ...podWarnings(object as V1PodTemplateSpec, FieldPath.root)]
      : [],
  podtemplates: templateAt('template'),
  // Of one that is changed Kubernetes tells what the old template was warned of.
  replicationcontrollers: both(named, (object, old) => templateAt('spec', 'template')(old ?? object)),
  'deployments.apps': both(named, templateAt('spec', 'template')),
  'replicasets.apps': both(named, templateAt('spec', 'template')),
  'statefulsets.apps': both(templateAt('spec', 'template'), statefulSetWarnings),
  'daemonsets.apps': templateAt('spec', 'template'),
  'jobs.batch': both(named, templateAt('spec', 'template')),
  'cronjobs.batch': both(named, templateAt('spec', 'jobTemplate', 'spec', 'template')),
  'customresourcedefinitions.apiextensions.k8s.io': (object, old) =>
    definitionWarnings(object as V1CustomResourceDefinition, old as V1CustomResourceDefinition | undefined),
  services: (object) => {
    const { externalIPs = [] } = (object as V1Service).spec ?? {};
    if (externalIPs.length === 0) return [];
    return ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'];
  },
  nodes: (object) => nodeWarnings(object as V1Node),
  serviceaccounts: mountableSecretsWarnings,
  persistentvolumes: (object) => persistentVolumeWarnings(object as V1PersistentVolume),
  persistentvolumeclaims: (object) => persistentClaimWarnings(object as V1PersistentVolumeClaim),
  'csidrivers.storage.k8s.io': (object, old) =>
    driverWarnings(object as V1CSIDriver, old as V1CSIDriver | undefined),
  'endpointslices.discovery.k8s.io': (object, old) =>
    endpointSliceWarnings(object as V1EndpointSlice, old as V1EndpointSlice | undefined),
  'resourceslices.resource.k8s.io': (object) => sliceWarnings(object as V1ResourceSlice),
  'ingresses.networking.k8s.io': (object, old) =>
    ingressWarnings(object as V1Ingress, old as V1Ingress | undefined),
};

/** Whoever asks for these resources in any way is told what to ask for instead. */
export const deprecations: Readonly<Record<string, string>> = {
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

function nameWarnings(why: string, { metadata }: KubeObject): readonly string[] {
  const says = validateDns1123Label(metadata?.name ?? '');
  if (says.length === 0) return [];
  const what = `metadata.name: ${why}, which can result in surprising behavior; a DNS label is recommended`;
  return [`${what}: [${says.join(' ')}]`];
}

function named(object: KubeObject, old?: KubeObject): readonly string[] {
  return old === undefined ? nameWarnings(inNames, object) : [];
}

function both(first: Warner, second: Warner): Warner {
  return (object, old) => [...first(object, old), ...second(object, old)];
}

function templateAt(...fields: readonly [string, ...string[]]): Warner {
  const [first, ...others] = fields;
  const path = fieldPath(first, ...others);
  return (object) => {
    let part: unknown = object;
    for (const field of fields) part = (part as Readonly<Record<string, unknown>> | undefined)?.[field];
    return part === undefined ? [] : podWarnings(part as V1PodTemplateSpec, path);
  };
}

function statefulSetWarnings(object: KubeObject): readonly string[] {
  const warnings: string[] = [];
  const { volumeClaimTemplates, revisionHistoryLimit = 0 } = (object as V1StatefulSet).spec ?? {};
  volumeClaimTemplates?.forEach(({ spec }, index) => {
    claimWarnings(warnings, fieldPath('spec', 'volumeClaimTemplates').index(index), spec);
  });
  if (revisionHistoryLimit >= 0) return warnings;
  const says = 'a negative value retains all historical revisions; a value >= 0 is recommended';
  return [...warnings, `spec.revisionHistoryLimit: ${says}`];
}
