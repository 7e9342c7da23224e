import {
  type FieldError,
  FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  formatDuration,
  parseDuration,
  RenderedValue,
  validateQualifiedName,
} from '../../apimachinery/index.ts';
import { isExtended } from '../../component-helpers/index.ts';
import { points } from '../framework/profile.ts';
import type {
  ClientConnectionConfiguration,
  Extender,
  KubeSchedulerConfiguration,
  KubeSchedulerProfile,
  LeaderElectionConfiguration,
  PluginSetV1,
} from './v1.ts';
import { argsErrors } from './validate-args.ts';

/**
 * What is wrong with a configuration of the right types; the arguments of its plugins have their defaults. Those of
 * NodeResourcesFit are looked at when the plugin is made, as in Kubernetes.
 * Mirrors kubernetes pkg/scheduler/apis/config/validation (ValidateKubeSchedulerConfiguration).
 */
export function configurationErrors(configuration: KubeSchedulerConfiguration): readonly FieldError[] {
  const {
    clientConnection = {},
    leaderElection = {},
    parallelism = 16,
    percentageOfNodesToScore,
  } = configuration;
  const { podInitialBackoffSeconds: initial = 1, podMaxBackoffSeconds: max = 10 } = configuration;
  const { profiles = [], extenders = [] } = configuration;
  const errors = [...connectionErrors(clientConnection), ...leaderErrors(leaderElection)];
  const wrong = (field: string, value: unknown, says: string) =>
    errors.push(fieldInvalid(field, value, says));
  if (parallelism <= 0) wrong('parallelism', parallelism, 'should be an integer value greater than zero');
  errors.push(...profilesErrors(profiles), ...percentageErrors(percentageOfNodesToScore, FieldPath.root));
  if (initial <= 0) wrong('podInitialBackoffSeconds', initial, 'must be greater than 0');
  if (max < initial)
    wrong('podMaxBackoffSeconds', max, 'must be greater than or equal to PodInitialBackoffSeconds');
  return [...errors, ...extendersErrors(extenders)];
}

function connectionErrors({ burst = 0 }: ClientConnectionConfiguration): FieldError[] {
  return burst < 0 ? [fieldInvalid('clientConnection.burst', burst, 'must be non-negative')] : [];
}

function leaderErrors(election: LeaderElectionConfiguration): FieldError[] {
  const { leaderElect = true, resourceLock = '' } = election;
  if (!leaderElect) return [];
  const path = FieldPath.of('leaderElection');
  const ms = (text: string | undefined, defaultMs: number) => parseDuration(text ?? '0s') || defaultMs;
  const times = {
    leaseDuration: ms(election.leaseDuration, 15_000),
    renewDeadline: ms(election.renewDeadline, 10_000),
    retryPeriod: ms(election.retryPeriod, 2_000),
  };
  const errors = Object.entries(times)
    .filter(([, timeMs]) => timeMs <= 0)
    .map(([name, timeMs]) =>
      fieldInvalid(path.child(name), formatDuration(timeMs), 'must be greater than zero'),
    );
  const deadline = formatDuration(times.renewDeadline);
  if (times.leaseDuration <= times.renewDeadline)
    errors.push(fieldInvalid(path.child('leaseDuration'), deadline, 'must be greater than `RenewDeadline`'));
  if (resourceLock !== '' && resourceLock !== 'leases')
    errors.push(
      fieldInvalid(path.child('resourceLock'), resourceLock, 'resourceLock value must be "leases"'),
    );
  return errors;
}

function percentageErrors(percentage: number | undefined, path: FieldPath): FieldError[] {
  if (percentage === undefined || (percentage >= 0 && percentage <= 100)) return [];
  return [fieldInvalid(path.child('percentageOfNodesToScore'), percentage, 'not in valid range [0-100]')];
}

function profilesErrors(profiles: readonly KubeSchedulerProfile[]): FieldError[] {
  const path = FieldPath.of('profiles');
  const seen = new Set<string>();
  return [
    ...profiles.flatMap((profile, at) => {
      const { schedulerName = '' } = profile;
      const errors = profileErrors(profile, path.index(at));
      // Go shows of a path nothing.
      const shown = new RenderedValue('{}');
      if (seen.has(schedulerName)) errors.push(fieldDuplicate(path.index(at).child('schedulerName'), shown));
      seen.add(schedulerName);
      return errors;
    }),
    ...queueSortErrors(profiles, path),
  ];
}

function profileErrors(profile: KubeSchedulerProfile, path: FieldPath): FieldError[] {
  const { schedulerName = '', percentageOfNodesToScore, plugins = {}, pluginConfig = [] } = profile;
  const seen = new Set<string>();
  return [
    ...(schedulerName === '' ? [fieldRequired(path.child('schedulerName'))] : []),
    ...percentageErrors(percentageOfNodesToScore, path),
    ...points.flatMap((point) => removedErrors(plugins[point], path.child('plugins', point))),
    ...pluginConfig.flatMap(({ name, args }, at) => {
      const place = path.child('pluginConfig').index(at);
      const repeated = seen.has(name) ? [fieldDuplicate(place, name)] : [];
      seen.add(name);
      if (removedPlugins.includes(name)) return [...repeated, fieldInvalid(place, name, removed)];
      const errors = name === 'NodeResourcesFit' ? [] : argsErrors(name, args, place.child('args'));
      return [...repeated, ...errors];
    }),
  ];
}

/** What there was once. */
const removedPlugins = ['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits'];
const removed =
  'was invalid in version "v1" (KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")';

function removedErrors({ enabled = [] }: PluginSetV1 = {}, path: FieldPath): FieldError[] {
  return enabled.flatMap(({ name }, at) => {
    return removedPlugins.includes(name)
      ? [fieldInvalid(path.child('enabled').index(at), name, removed)]
      : [];
  });
}

/** All profiles sort the one queue alike. */
function queueSortErrors(profiles: readonly KubeSchedulerProfile[], path: FieldPath): FieldError[] {
  const sets = profiles.map(({ plugins }) => plugins?.queueSort ?? {});
  const [first = {}] = sets;
  const count = first.enabled?.length ?? 0;
  const errors: FieldError[] = [];
  if (count > 1) {
    const at = path.index(0).child('plugins', 'queueSort', 'Enabled');
    errors.push(fieldInvalid(at, count, 'only one queue sort plugin can be enabled'));
  }
  for (const [at, set] of sets.entries()) {
    if (shownSet(set) === shownSet(first)) continue;
    const shown = new RenderedValue(shownSet(set));
    const place = path.index(at).child('plugins', 'queueSort');
    errors.push(fieldInvalid(place, shown, 'must be the same for all profiles'));
  }
  return errors;
}

/** As Go writes it. */
function shownSet({ enabled = [], disabled = [] }: PluginSetV1): string {
  const list = (plugins: NonNullable<PluginSetV1['enabled']>, withWeight: boolean) => {
    const all = plugins.map(({ name, weight = 0 }) => ({ Name: name, Weight: withWeight ? weight : 0 }));
    return all.length === 0 ? null : all;
  };
  return JSON.stringify({ Enabled: list(enabled, true), Disabled: list(disabled, false) });
}

function extendersErrors(extenders: readonly Extender[]): FieldError[] {
  const path = FieldPath.of('extenders');
  const managed = new Set<string>();
  const errors = extenders.flatMap(({ prioritizeVerb, weight = 0, managedResources = [] }, at) => {
    const place = path.index(at);
    const says = 'must have a positive weight applied to it';
    const noWeight = prioritizeVerb && weight <= 0 ? [fieldInvalid(place.child('weight'), weight, says)] : [];
    const ofResources = managedResources.flatMap(({ name }, index) => {
      const at = place.child('managedResources').index(index).child('name');
      const repeated = managed.has(name)
        ? [fieldInvalid(at, name, 'duplicate extender managed resource name')]
        : [];
      managed.add(name);
      return [...resourceErrors(name, at), ...repeated];
    });
    return [...noWeight, ...ofResources];
  });
  const binders = extenders.filter(({ bindVerb = '' }) => bindVerb !== '').length;
  if (binders <= 1) return errors;
  const found = `found ${binders} extenders implementing bind`;
  return [...errors, fieldInvalid(path, found, 'only one extender can implement bind')];
}

function resourceErrors(name: string, path: FieldPath): FieldError[] {
  const errors = validateQualifiedName(name).map((says) => fieldInvalid(path, name, says));
  if (errors.length > 0 || isExtended(name)) return errors;
  return [fieldInvalid(path, name, 'is an invalid extended resource name')];
}
