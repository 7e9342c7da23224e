/**
 * What clients are told in Warning headers though nothing is wrong: `kubectl` shows it. A kind with something to warn of
 * is a row, by `resource.group`. Mirrors the WarningsOnCreate and WarningsOnUpdate of kubernetes pkg/registry, and its deprecated APIs.
 */
import type {
  V1CustomResourceDefinition,
  V1Ingress,
  V1PersistentVolume,
  V1PodSpec,
  V1Service,
} from '../../../api/index.ts';
import { fieldPath, type KubeObject, validateDns1123Label } from '../../../apimachinery/index.ts';
import { definitionWarnings } from '../../custom-resources/validation/definition-warnings.ts';
import { podWarnings } from './pod-warnings.ts';

/** Of an object, and of what it replaces. */
export type Warner = (object: KubeObject, old?: KubeObject) => readonly string[];

export const warners: Readonly<Record<string, Warner>> = {
  pods: (object) => [...hostnameWarnings(object.metadata?.name ?? ''), ...podsAt('spec')(object)],
  podtemplates: podsAt('template', 'spec'),
  replicationcontrollers: podsAt('spec', 'template', 'spec'),
  'deployments.apps': podsAt('spec', 'template', 'spec'),
  'replicasets.apps': podsAt('spec', 'template', 'spec'),
  'statefulsets.apps': podsAt('spec', 'template', 'spec'),
  'daemonsets.apps': podsAt('spec', 'template', 'spec'),
  'jobs.batch': podsAt('spec', 'template', 'spec'),
  'cronjobs.batch': podsAt('spec', 'jobTemplate', 'spec', 'template', 'spec'),
  'customresourcedefinitions.apiextensions.k8s.io': (object, old) =>
    definitionWarnings(object as V1CustomResourceDefinition, old as V1CustomResourceDefinition | undefined),
  services: (object) => {
    const { externalIPs = [] } = (object as V1Service).spec ?? {};
    if (externalIPs.length === 0) return [];
    return ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'];
  },
  persistentvolumes: (object) => {
    if ((object as V1PersistentVolume).spec?.persistentVolumeReclaimPolicy !== 'Recycle') return [];
    return [
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    ];
  },
  'ingresses.networking.k8s.io': (object) => {
    if ((object as V1Ingress).metadata?.annotations?.['kubernetes.io/ingress.class'] === undefined) return [];
    return [
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    ];
  },
};

/** Whoever asks for these resources in any way is told what to ask for instead. */
export const deprecations: Readonly<Record<string, string>> = {
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

function hostnameWarnings(name: string): readonly string[] {
  const says = validateDns1123Label(name);
  if (says.length === 0) return [];
  const why = "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior";
  return [`${why}; a DNS label is recommended: [${says.join(' ')}]`];
}

function podsAt(...fields: readonly string[]): Warner {
  const [first = '', ...others] = fields;
  const path = fieldPath(first, ...others);
  return (object) => {
    let part: unknown = object;
    for (const field of fields) part = (part as Readonly<Record<string, unknown>> | undefined)?.[field];
    return part === undefined ? [] : podWarnings(part as V1PodSpec, path);
  };
}
