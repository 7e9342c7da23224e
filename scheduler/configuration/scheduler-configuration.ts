import {
  FieldPath,
  fieldErrorsText,
  fieldErrorText,
  goJson,
  goQuote,
  isObject,
} from '../../apimachinery/index.ts';
import { type ConfigurationProblem, SchedulerConfigurationError } from '../framework/configuration-error.ts';
import type { PluginSets, Profile } from '../framework/profile.ts';
import type { NodeResourcesFitArgs } from '../plugins/args.ts';
import { defaultPlugins } from '../plugins/index.ts';
import { completeArgs } from './complete-args.ts';
import {
  defaultConfiguration,
  defaultSchedulerName,
  enabledRows,
  type SchedulerConfiguration,
} from './configuration.ts';
import { decodeConfiguration } from './decode.ts';
import { extenderProblems, extendersOf, ignoredResources } from './extenders.ts';
import { mergePlugins } from './merge-plugins.ts';
import type { KubeSchedulerConfiguration, KubeSchedulerProfile, PluginConfig } from './v1.ts';
import { configurationErrors } from './validate.ts';
import { argsErrors } from './validate-args.ts';

/** Where a field of a file stands, as `file:line:column`. */
export type Place = (path: string) => string;

/**
 * A KubeSchedulerConfiguration with its defaults, as a scheduler is given it; apiVersion and kind may be left out.
 * Throws SchedulerConfigurationError, which tells all that is wrong, but for plugins that there are not: that is known
 * when the scheduler is made.
 */
export function schedulerConfiguration(
  given: KubeSchedulerConfiguration,
  place?: Place,
): SchedulerConfiguration {
  try {
    const configuration = withDefaults(decodeConfiguration(given));
    refuse(
      configurationErrors(configuration).map((error) => ({
        path: error.field,
        message: fieldErrorText(error),
      })),
    );
    const { profiles = [], extenders = [], percentageOfNodesToScore = 0 } = configuration;
    refuse(extenderProblems(extenders));
    const ignored = ignoredResources(extenders);
    const made = profiles.map((profile, at) =>
      profileOf(profile, `profiles[${at}]`, percentageOfNodesToScore, ignored),
    );
    const { podInitialBackoffSeconds, podMaxBackoffSeconds } = configuration;
    return {
      profiles: made,
      podInitialBackoffMs: inMs(podInitialBackoffSeconds) ?? defaultConfiguration.podInitialBackoffMs,
      podMaxBackoffMs: inMs(podMaxBackoffSeconds) ?? defaultConfiguration.podMaxBackoffMs,
      extenders: extendersOf(extenders),
      ...(place && { place }),
    };
  } catch (error) {
    if (!(error instanceof SchedulerConfigurationError)) throw error;
    throw new SchedulerConfigurationError(error.problems, place);
  }
}

/** The same of what a file holds, which must say what it is. */
export function readSchedulerConfiguration(value: unknown, place?: Place): SchedulerConfiguration {
  const { apiVersion = '', kind = '' } = isObject(value) ? value : {};
  const known = apiVersion === 'kubescheduler.config.k8s.io/v1' && kind === 'KubeSchedulerConfiguration';
  if (!known) throw new SchedulerConfigurationError([kindProblem(value, apiVersion, kind)], place);
  return schedulerConfiguration(value as KubeSchedulerConfiguration, place);
}

function kindProblem(value: unknown, apiVersion: unknown, kind: unknown): ConfigurationProblem {
  const wanted = 'write apiVersion: kubescheduler.config.k8s.io/v1 and kind: KubeSchedulerConfiguration';
  const missing = apiVersion === '' ? 'apiVersion' : 'Kind';
  if (apiVersion === '' || kind === '')
    return { path: '', message: `Object '${missing}' is missing in '${goJson(value)}'; ${wanted}` };
  const says = `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))}`;
  return { path: 'apiVersion', message: `${says}; ${wanted}` };
}

/** Mirrors kubernetes pkg/scheduler/apis/config/v1 (SetDefaults_KubeSchedulerConfiguration). */
function withDefaults(configuration: KubeSchedulerConfiguration): KubeSchedulerConfiguration {
  const given = configuration.profiles ?? [];
  const profiles = given.length === 0 ? [{}] : given;
  const named =
    profiles.length > 1 ? profiles : profiles.map((one) => ({ schedulerName: defaultSchedulerName, ...one }));
  return {
    ...configuration,
    profiles: named.map(({ pluginConfig = [], ...profile }) => ({
      ...profile,
      pluginConfig: pluginConfig.map(({ name, args }) => ({ name, args: completeArgs(name, args) })),
    })),
  };
}

function profileOf(
  { schedulerName = '', percentageOfNodesToScore, plugins, pluginConfig = [] }: KubeSchedulerProfile,
  path: string,
  percentageOfAll: number,
  ignored: readonly string[],
): Profile {
  const sets = mergePlugins(enabledRows(defaultPlugins), plugins);
  const args = new Map(defaultConfiguration.profiles[0]?.args);
  for (const config of pluginConfig) args.set(config.name, config.args);
  if (ignored.length > 0) ignore(ignored, args, sets, pluginConfig, path);
  if (isEnabled('NodeResourcesFit', sets)) refuse(fitProblems(args, schedulerName, pluginConfig, path));
  return {
    schedulerName,
    percentageOfNodesToScore: percentageOfNodesToScore ?? percentageOfAll,
    plugins: sets,
    args,
  };
}

/** What an extender counts is no business of NodeResourcesFit. */
function ignore(
  ignoredResources: readonly string[],
  args: Map<string, unknown>,
  sets: PluginSets,
  pluginConfig: readonly PluginConfig[],
  path: string,
): void {
  const name = 'NodeResourcesFit';
  const message = "couldn't build extenders: can't find NodeResourcesFitArgs in plugin config";
  if (!isEnabled(name, sets) && !pluginConfig.some((one) => one.name === name)) refuse([{ path, message }]);
  args.set(name, { ...(args.get(name) as NodeResourcesFitArgs), ignoredResources });
}

function isEnabled(plugin: string, sets: PluginSets): boolean {
  return Object.values(sets).some(({ enabled }) => enabled.some(({ name }) => name === plugin));
}

/** Kubernetes finds these out when it makes the plugin. */
function fitProblems(
  args: ReadonlyMap<string, unknown>,
  schedulerName: string,
  pluginConfig: readonly PluginConfig[],
  path: string,
): readonly ConfigurationProblem[] {
  const name = 'NodeResourcesFit';
  const errors = argsErrors(name, args.get(name), FieldPath.root);
  if (errors.length === 0) return [];
  const at = pluginConfig.findIndex((one) => one.name === name);
  const message = `creating profile for scheduler name ${schedulerName}: initializing plugin "${name}": ${fieldErrorsText(errors)}`;
  return [{ path: `${path}.pluginConfig[${at}].args.${errors[0]?.field}`, message }];
}

function refuse(problems: readonly ConfigurationProblem[]): void {
  if (problems.length > 0) throw new SchedulerConfigurationError(problems);
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}
