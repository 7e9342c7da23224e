import type { V1Container, V1PodSpec } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldPath,
  goQuote,
  type Labels,
  parseQuantity,
} from '../../../apimachinery/index.ts';
import { visitContainers } from '../validation/core/visit-containers.ts';

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const noSeccomp = 'non-functional in v1.27+; use the "seccompProfile" field instead';

/** Of containers one by one, and of old annotations instead of fields; the path is that of the pod or template. */
export function containerWarnings(
  warnings: string[],
  path: FieldPath,
  spec: V1PodSpec,
  annotations: Labels,
): void {
  const at = path.child('metadata', 'annotations');
  const { seccompProfile, appArmorProfile } = spec.securityContext ?? {};
  const has = (key: string) => annotations[key] !== undefined;
  if (seccompProfile === undefined && has(seccompPod)) warnings.push(`${at.key(seccompPod)}: ${noSeccomp}`);
  visitContainers(spec, path.child('spec'), (container, where) => {
    const { name = '', securityContext } = container;
    const key = seccompPrefix + name;
    if (securityContext?.seccompProfile === undefined && has(key))
      warnings.push(`${at.key(key)}: ${noSeccomp}`);
    const appArmor = annotations[appArmorPrefix + name];
    if (appArmor !== undefined && securityContext?.appArmorProfile === undefined) {
      if (deepEqual(appArmorProfile, fieldOf(appArmor))) return;
      const says = 'deprecated since v1.30; use the "appArmorProfile" field instead';
      warnings.push(`${at.key(appArmorPrefix + name)}: ${says}`);
    }
    amountWarnings(warnings, where.child('resources'), container);
    environmentWarnings(warnings, where.child('env'), container);
  });
}

function fieldOf(annotation: string): object {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (!annotation.startsWith('localhost/')) return { type: 'RuntimeDefault' };
  return { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) };
}

function amountWarnings(warnings: string[], path: FieldPath, { resources = {} }: V1Container): void {
  for (const name of ['memory', 'ephemeral-storage']) {
    for (const part of ['limits', 'requests'] as const) {
      fractionWarning(warnings, path.child(part), name, resources[part]?.[name]);
    }
  }
}

/** Of parts of bytes, of which there are none. */
export function fractionWarnings(
  warnings: string[],
  path: FieldPath,
  list: Readonly<Record<string, string>> | undefined,
): void {
  for (const name of ['memory', 'ephemeral-storage']) fractionWarning(warnings, path, name, list?.[name]);
}

/** An amount in thousandths, of which a byte has none. */
export function fractionWarning(
  warnings: string[],
  path: FieldPath,
  name: string,
  text: string | undefined,
): void {
  if (text === undefined || !text.endsWith('m')) return;
  const amount = parseQuantity(text);
  if (amount.scaledValue(-3) % 1000n === 0n) return;
  warnings.push(`${path.key(name)}: fractional byte value "${amount}" is invalid, must be an integer`);
}

/** Of a variable that stands twice, unless the second one has the first in it. */
function environmentWarnings(warnings: string[], path: FieldPath, { env = [] }: V1Container): void {
  const seen = new Set<string>();
  for (const [index, { name = '', value = '', valueFrom }] of env.entries()) {
    const reference = `$(${name})`;
    const isHidden = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (seen.has(name) && isHidden) {
      const says = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
      warnings.push(`${path.index(index)}: ${says}`);
    }
    seen.add(name);
  }
}
