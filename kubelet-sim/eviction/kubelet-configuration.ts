import {
  deepFreeze,
  formatDuration,
  InvalidValueError,
  parseDuration,
  parseQuantity,
} from '../../apimachinery/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import { fieldsOf, isFields } from '../behaviours/plain-fields.ts';
import { imageDefaults } from './image-garbage.ts';
import { isSignal, type Signal, signals } from './signals.ts';
import type { Threshold, ThresholdValue } from './thresholds.ts';

/** What a kubelet may be told of evictions, as kubelet.config.k8s.io/v1beta1 has it (KubeletConfiguration). JSON. */
export interface KubeletConfiguration {
  /** By signals, such as `memory.available: 100Mi` or `nodefs.available: 10%`. Given, it replaces the default as a whole. */
  readonly evictionHard?: Readonly<Record<string, string>>;
  readonly evictionSoft?: Readonly<Record<string, string>>;
  /** How long a soft threshold must be met; required for each. */
  readonly evictionSoftGracePeriod?: Readonly<Record<string, string>>;
  readonly evictionMinimumReclaim?: Readonly<Record<string, string>>;
  /** How long a condition stands at least. Default: 5m. */
  readonly evictionPressureTransitionPeriod?: string;
  /** The most seconds that a pod has to end when it is evicted for a soft threshold. Default: 0. */
  readonly evictionMaxPodGracePeriod?: number;
  /** So full is the disk when images are removed that no container has, and so full it is left. Default: 85 and 80; 100: never. */
  readonly imageGCHighThresholdPercent?: number;
  readonly imageGCLowThresholdPercent?: number;
  /** Younger ones stay. Default: 2m. */
  readonly imageMinimumGCAge?: string;
  /** Those go in any case that no container has had for so long. Default: 0s, never. */
  readonly imageMaximumGCAge?: string;
}

/** Mirrors kubernetes pkg/kubelet/eviction (DefaultEvictionHard). */
export const evictionHardDefault: Readonly<Record<string, string>> = {
  'memory.available': '100Mi',
  'nodefs.available': '10%',
  'nodefs.inodesFree': '5%',
  'imagefs.available': '15%',
  'imagefs.inodesFree': '5%',
};
export const transitionPeriodDefault = '5m';

const texts = ['evictionHard', 'evictionSoft', 'evictionSoftGracePeriod', 'evictionMinimumReclaim'] as const;
const known: readonly string[] = [
  ...texts,
  'evictionPressureTransitionPeriod',
  'evictionMaxPodGracePeriod',
  'imageGCHighThresholdPercent',
  'imageGCLowThresholdPercent',
  'imageMinimumGCAge',
  'imageMaximumGCAge',
  'apiVersion',
  'kind',
];

/** What such data may say of itself. */
const itself = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' } as const;

/** Data as a configuration. Throws BehaviourError; `path` says where the data stands. */
export function parseKubeletConfiguration(data: unknown, path: string): KubeletConfiguration {
  const { apiVersion = itself.apiVersion, kind = itself.kind, ...fields } = fieldsOf(data, path, known);
  if (apiVersion !== itself.apiVersion)
    throw new BehaviourError(`${path}.apiVersion`, `must be ${itself.apiVersion}`);
  if (kind !== itself.kind) throw new BehaviourError(`${path}.kind`, `must be ${itself.kind}`);
  for (const field of texts) checkTexts(fields[field] ?? {}, `${path}.${field}`);
  const { evictionPressureTransitionPeriod: period, evictionMaxPodGracePeriod: grace } = fields;
  if (period !== undefined && (typeof period !== 'string' || durationOf(period) === undefined))
    throw new BehaviourError(`${path}.evictionPressureTransitionPeriod`, 'must be a duration such as 5m');
  if (grace !== undefined && !Number.isInteger(grace))
    throw new BehaviourError(`${path}.evictionMaxPodGracePeriod`, 'must be a whole number of seconds');
  for (const field of ['imageGCHighThresholdPercent', 'imageGCLowThresholdPercent'] as const)
    if (fields[field] !== undefined && !Number.isInteger(fields[field]))
      throw new BehaviourError(`${path}.${field}`, 'must be a whole number of percents');
  for (const field of ['imageMinimumGCAge', 'imageMaximumGCAge'] as const) {
    const age = fields[field];
    if (age !== undefined && (typeof age !== 'string' || durationOf(age) === undefined))
      throw new BehaviourError(`${path}.${field}`, 'must be a duration such as 2m');
  }
  checkImageGarbage(fields as KubeletConfiguration, path);
  const configuration = deepFreeze(fields) as KubeletConfiguration;
  thresholdsOf(configuration, path);
  return configuration;
}

/** Mirrors kubernetes pkg/kubelet/apis/config/validation (ValidateKubeletConfiguration). */
function checkImageGarbage(configuration: KubeletConfiguration, path: string): void {
  const {
    imageGCHighThresholdPercent: high,
    imageGCLowThresholdPercent: low,
    imageMinimumGCAge,
    imageMaximumGCAge,
  } = { ...imageDefaults, ...configuration };
  for (const [field, percent] of [
    ['imageGCHighThresholdPercent', high],
    ['imageGCLowThresholdPercent', low],
  ] as const)
    if (percent < 0 || percent > 100)
      throw new BehaviourError(`${path}.${field}`, 'must be between 0 and 100, inclusive');
  if (low >= high)
    throw new BehaviourError(
      `${path}.imageGCLowThresholdPercent`,
      `${low} must be less than imageGCHighThresholdPercent ${high}`,
    );
  const [most, least] = [parseDuration(imageMaximumGCAge), parseDuration(imageMinimumGCAge)];
  if (most > 0 && most <= least)
    throw new BehaviourError(
      `${path}.imageMaximumGCAge`,
      `${formatDuration(most)} must be greater than imageMinimumGCAge ${formatDuration(least)}`,
    );
}

/**
 * The thresholds of a configuration. Mirrors kubernetes pkg/kubelet/eviction (ParseThresholdConfig, UpdateContainerFsThresholds): the
 * same for the pods of the node together as for its memory, and for a disk that has all.
 */
export function thresholdsOf(configuration: KubeletConfiguration, path = ''): readonly Threshold[] {
  const { evictionHard = evictionHardDefault, evictionSoft = {} } = configuration;
  const { evictionSoftGracePeriod = {}, evictionMinimumReclaim = {} } = configuration;
  const graceOf = (signal: string): number => {
    const where = `${path}.evictionSoftGracePeriod.${signal}`;
    const grace = evictionSoftGracePeriod[signal];
    if (grace === undefined) throw new BehaviourError(where, 'is missing, for the soft threshold');
    const graceMs = durationOf(grace);
    if (graceMs === undefined) throw new BehaviourError(where, 'must be a duration such as 1m30s');
    return graceMs;
  };
  const reclaims = valuesOf(evictionMinimumReclaim, `${path}.evictionMinimumReclaim`);
  const reclaimOf = (signal: Signal) => {
    const minReclaim = reclaims.find(([name]) => name === signal)?.[1];
    return minReclaim === undefined ? {} : { minReclaim };
  };
  const hard = valuesOf(evictionHard, `${path}.evictionHard`).flatMap(([signal, value]) =>
    [signal, ...(copies[signal] ?? [])].map((name) => ({
      signal: name,
      value,
      graceMs: 0,
      ...reclaimOf(signal),
    })),
  );
  const soft = valuesOf(evictionSoft, `${path}.evictionSoft`).map(([signal, value]) => ({
    signal,
    value,
    graceMs: graceOf(signal),
    ...reclaimOf(signal),
  }));
  return [...hard, ...soft];
}

const copies: Readonly<Partial<Record<Signal, readonly Signal[]>>> = {
  'memory.available': ['allocatableMemory.available'],
  'nodefs.available': ['containerfs.available'],
  'nodefs.inodesFree': ['containerfs.inodesFree'],
};

function valuesOf(
  thresholds: Readonly<Record<string, string>>,
  path: string,
): readonly (readonly [Signal, ThresholdValue])[] {
  return Object.entries(thresholds).flatMap(([signal, text]) => {
    const where = `${path}.${signal}`;
    if (!isSignal(signal))
      throw new BehaviourError(
        where,
        `unsupported eviction signal; there are ${Object.keys(signals).join(', ')}`,
      );
    // Both say that there is no threshold.
    if (text === '0%' || text === '100%') return [];
    return [[signal, thresholdValue(text, where)] as const];
  });
}

function thresholdValue(text: string, where: string): ThresholdValue {
  const problem = 'must be an amount of more than 0, or a part of all there is from 0% to 100%';
  if (text.endsWith('%')) {
    // A float of 32 bits in Kubernetes.
    const share = Math.fround(Math.fround(Number(text.slice(0, -1))) / 100);
    if (share >= 0 && share <= 1) return { share };
    throw new BehaviourError(where, problem);
  }
  try {
    const quantity = parseQuantity(text);
    if (quantity.sign > 0) return { quantity };
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
  }
  throw new BehaviourError(where, problem);
}

/** Milliseconds of at least 0; undefined: the text is no duration. */
function durationOf(text: string): number | undefined {
  try {
    const ms = parseDuration(text);
    return ms >= 0 ? ms : undefined;
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function checkTexts(value: unknown, path: string): void {
  if (!isFields(value) || !Object.values(value).every((text) => typeof text === 'string'))
    throw new BehaviourError(path, 'must be an object of texts by signal, such as {memory.available: 100Mi}');
}
