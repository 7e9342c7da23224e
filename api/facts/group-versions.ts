/** A group with its versions in the order of discovery; the first served one is preferred. */
export interface GroupFacts {
  readonly group: string;
  readonly versions: readonly string[];
}

/**
 * All built-in groups in the order kube-apiserver's discovery lists them, which decides what a short name or a bare
 * kind means when two groups have it. Mirrors kubernetes cmd/kube-apiserver/app (apiVersionPriorities).
 */
export const groupFacts: readonly GroupFacts[] = [
  { group: '', versions: ['v1'] },
  { group: 'apiregistration.k8s.io', versions: ['v1'] },
  { group: 'apps', versions: ['v1'] },
  { group: 'events.k8s.io', versions: ['v1'] },
  { group: 'authentication.k8s.io', versions: ['v1'] },
  { group: 'authorization.k8s.io', versions: ['v1'] },
  { group: 'autoscaling', versions: ['v2', 'v1'] },
  { group: 'batch', versions: ['v1'] },
  { group: 'certificates.k8s.io', versions: ['v1', 'v1beta1', 'v1alpha1'] },
  { group: 'networking.k8s.io', versions: ['v1', 'v1beta1'] },
  { group: 'policy', versions: ['v1'] },
  { group: 'rbac.authorization.k8s.io', versions: ['v1'] },
  { group: 'storage.k8s.io', versions: ['v1', 'v1beta1'] },
  { group: 'admissionregistration.k8s.io', versions: ['v1', 'v1beta1', 'v1alpha1'] },
  { group: 'apiextensions.k8s.io', versions: ['v1'] },
  { group: 'scheduling.k8s.io', versions: ['v1', 'v1alpha2'] },
  { group: 'coordination.k8s.io', versions: ['v1', 'v1beta1', 'v1alpha2'] },
  { group: 'node.k8s.io', versions: ['v1'] },
  { group: 'discovery.k8s.io', versions: ['v1'] },
  { group: 'resource.k8s.io', versions: ['v1', 'v1beta2', 'v1beta1', 'v1alpha3'] },
  { group: 'flowcontrol.apiserver.k8s.io', versions: ['v1'] },
  { group: 'internal.apiserver.k8s.io', versions: ['v1alpha1'] },
  { group: 'storagemigration.k8s.io', versions: ['v1beta1'] },
];

/** Whether Kubernetes serves a version unasked: beta and alpha versions wait for `--runtime-config`. */
export function isEnabledByDefault(version: string): boolean {
  return /^v\d+$/.test(version);
}
