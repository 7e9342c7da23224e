import type { V1Device } from '../../api/index.ts';
import { type DelayMs, matchesPattern } from '../behaviours/behaviours.ts';

/** What a driver offers on nodes, and how it prepares that for pods. JSON. */
export interface DeclaredDevices {
  /** The driver's name, a domain: `gpu.example.com`. */
  readonly driver: string;
  /** The nodes that have them; `*` stands for any characters. Default: all. */
  readonly node?: string;
  /** As resource.k8s.io/v1 has them: `name`, `attributes`, `capacity`, `taints`, `allowMultipleAllocations` and so on. */
  readonly devices: readonly V1Device[];
  readonly prepare?: PrepareBehaviour;
}

/** What happens when devices are prepared for a pod. */
export interface PrepareBehaviour {
  /** How long it takes. Default: no time. */
  readonly delayMs?: DelayMs;
  /** It fails, and says this. */
  readonly fail?: string;
}

/** The drivers that run on a node, by name. */
export function driversOf(
  declared: readonly DeclaredDevices[],
  nodeName: string,
): ReadonlyMap<string, DeclaredDevices> {
  const here = declared.filter(({ node = '*' }) => matchesPattern(node, nodeName));
  return new Map(here.map((one) => [one.driver, one]));
}
