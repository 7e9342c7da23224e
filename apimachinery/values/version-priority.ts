/** The parts of `v2beta1`. */
interface KubeVersion {
  readonly major: number;
  /** 0 alpha, 1 beta, 2 stable. */
  readonly stability: number;
  readonly minor: number;
}

/**
 * Orders versions of an API as discovery lists them, the one to prefer first: `v10`, `v2`, `v1`, `v2beta1`, `v1beta1`,
 * `v1alpha1`, and what is no such version last, by the alphabet. Mirrors k8s.io/apimachinery pkg/version
 * (CompareKubeAwareVersionStrings).
 */
export function compareVersionPriority(left: string, right: string): number {
  if (left === right) return 0;
  const a = kubeVersion(left);
  const b = kubeVersion(right);
  if (a === undefined || b === undefined) {
    if (a === b) return left < right ? -1 : 1;
    return a === undefined ? 1 : -1;
  }
  return b.stability - a.stability || b.major - a.major || b.minor - a.minor;
}

const stabilities = ['alpha', 'beta', ''];

function kubeVersion(text: string): KubeVersion | undefined {
  const parts = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(text);
  if (parts === null) return undefined;
  const [, major, stability = '', minor = 0] = parts;
  return { major: Number(major), stability: stabilities.indexOf(stability), minor: Number(minor) };
}
