import {
  decodeBySchema,
  goDecodeError,
  InvalidValueError,
  isObject,
  parseDuration,
  type Schema,
  strictDecodingErrors,
} from '../../apimachinery/index.ts';
import { type ConfigurationProblem, SchedulerConfigurationError } from '../framework/configuration-error.ts';
import { argsSchemas, configurationSchema } from './schema.ts';
import type { KubeSchedulerConfiguration, PluginConfig } from './v1.ts';

const apiVersion = 'kubescheduler.config.k8s.io/v1';
const group = 'kubescheduler.config.k8s.io';

/**
 * A configuration as Go reads it: of the right types and without unknown fields, as are the arguments of Kubernetes' own
 * plugins. Throws SchedulerConfigurationError. Mirrors kube-scheduler config/v1 (DecodeNestedObjects).
 */
export function decodeConfiguration(value: unknown): KubeSchedulerConfiguration {
  const decoded = decodeStruct(configurationSchema, value, '', '') as KubeSchedulerConfiguration;
  if (decoded.profiles === undefined) return decoded;
  const profiles = decoded.profiles.map(({ pluginConfig, ...profile }, at) => ({
    ...profile,
    ...(pluginConfig && {
      pluginConfig: pluginConfig.map((config, index) =>
        decodeArgs(config, `profiles[${at}].pluginConfig[${index}]`),
      ),
    }),
  }));
  return { ...decoded, profiles };
}

/** Of other plugins arguments may be anything. */
function decodeArgs(config: PluginConfig, path: string): PluginConfig {
  const { name, args = {} } = config;
  const schema = Object.hasOwn(argsSchemas(), name) ? argsSchemas()[name] : undefined;
  if (schema === undefined) return config;
  const within = `decoding .${path}: `;
  const decoded = decodeStruct(
    schema,
    args ?? {},
    `${path}.args`,
    `${within}decoding args for plugin ${name}: `,
  );
  const {
    apiVersion: version = apiVersion,
    kind = `${name}Args`,
    ...known
  } = decoded as Record<string, unknown>;
  if (version === apiVersion && kind === `${name}Args`) return { name, args: known };
  const given = `${kind}.${String(version).split('/')[0]}`;
  const message = `${within}args for plugin ${name} were not of type ${name}Args.${group}, got ${given}`;
  throw new SchedulerConfigurationError([{ path: `${path}.args`, message }]);
}

function decodeStruct(schema: Schema, value: unknown, path: string, within: string): unknown {
  const problem = firstMisfit(schema, value, path);
  if (problem !== undefined) {
    const message = problem.message || goDecodeError(schema, value, { isSorted: true }) || '';
    throw new SchedulerConfigurationError([{ path: problem.path, message: within + message }]);
  }
  const { value: decoded, unknown } = decodeBySchema(schema, value);
  if (unknown.length === 0) return decoded;
  const problems = unknown.map((field) => ({
    path: path === '' ? field : `${path}.${field}`,
    message: `${within}strict decoding error: ${strictDecodingErrors([field], [])[0]}${known(schema, field)}`,
  }));
  throw new SchedulerConfigurationError(problems);
}

/** Where the first value stands that Go cannot read; the message where it is none of JSON. */
function firstMisfit(schema: Schema, value: unknown, path: string): ConfigurationProblem | undefined {
  const { items, properties } = schema;
  if (Array.isArray(value) && items !== undefined) {
    return first(value.entries(), ([at, item]) => firstMisfit(items, item, `${path}[${at}]`));
  }
  if (isObject(value) && properties !== undefined) {
    return first(Object.keys(value).sort(), (name) => {
      const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return member && firstMisfit(member, value[name], path === '' ? name : `${path}.${name}`);
    });
  }
  if (goDecodeError(schema, value) !== undefined) return { path, message: '' };
  const message = schema.format === 'duration' ? durationProblem(value) : undefined;
  return message === undefined ? undefined : { path, message };
}

function first<T, Found>(items: Iterable<T>, find: (item: T) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function durationProblem(value: unknown): string | undefined {
  try {
    if (typeof value === 'string') parseDuration(value);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}

/** What there is instead of an unknown field. */
function known(schema: Schema, field: string): string {
  const steps = field.split(/[.[\]]+/).slice(0, -1);
  let within: Schema | undefined = schema;
  for (const step of steps) within = within?.items ?? within?.properties?.[step];
  const names = Object.keys(within?.properties ?? {}).filter(
    (name) => name !== 'apiVersion' && name !== 'kind',
  );
  return names.length === 0 ? '' : `; there are ${names.join(', ')}`;
}
