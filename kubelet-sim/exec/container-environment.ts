import { coreV1, type V1Container, type V1EnvVar, type V1Pod, type V1Service } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { hostnameOf } from './files/base-files.ts';
import type { KeyedBytes, PodValues } from './files/pod-values.ts';

/**
 * The environment of a container's programs. Mirrors kubernetes pkg/kubelet (makeEnvironmentVariables). Differs: it is made when
 * somebody asks, of the objects as they are then; of services only hosts and ports are told.
 */
export async function containerEnvironment(
  container: V1Container,
  values: PodValues,
  client: Client,
): Promise<Map<string, string>> {
  const { pod } = values;
  const environment = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', hostnameOf(pod)],
    ['HOME', '/root'],
  ]);
  for (const [name, value] of await serviceVariables(pod, client)) environment.set(name, value);
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const found =
      configMapRef === undefined
        ? await values.secret(secretRef?.name)
        : await values.configMap(configMapRef.name);
    for (const [key, bytes] of found) environment.set(prefix + key, textOf(bytes));
  }
  for (const variable of container.env ?? []) {
    const value = await variableValue(variable, container, values, environment);
    if (value !== undefined) environment.set(variable.name, value);
  }
  return environment;
}

async function variableValue(
  { value = '', valueFrom }: V1EnvVar,
  container: V1Container,
  values: PodValues,
  before: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (valueFrom === undefined) return expanded(value, before);
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (fieldRef !== undefined) return values.field(fieldRef);
  if (resourceFieldRef !== undefined) return values.resource(resourceFieldRef, container);
  if (configMapKeyRef !== undefined)
    return keyOf(await values.configMap(configMapKeyRef.name), configMapKeyRef.key);
  if (secretKeyRef !== undefined) return keyOf(await values.secret(secretKeyRef.name), secretKeyRef.key);
  return undefined;
}

/** Mirrors kubernetes third_party/forked/golang/expansion: `$(NAME)` of what stands before, `$$` for `$`. */
function expanded(value: string, before: ReadonlyMap<string, string>): string {
  return value.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name?: string) =>
    name === undefined ? '$' : (before.get(name) ?? found),
  );
}

/** Mirrors kubernetes pkg/kubelet/envvars (FromServices). */
async function serviceVariables(pod: V1Pod, client: Client): Promise<readonly (readonly [string, string])[]> {
  const { namespace = '' } = pod.metadata ?? {};
  const isKubernetes = ({ metadata }: V1Service) =>
    metadata?.name === 'kubernetes' && metadata.namespace === 'default';
  const links = pod.spec?.enableServiceLinks !== false;
  const own = links ? (await client.list(coreV1.services, { namespace })).items : [];
  const general =
    namespace === 'default' && links
      ? []
      : (await client.list(coreV1.services, { namespace: 'default' })).items;
  return [...general.filter(isKubernetes), ...own].flatMap(variablesOf);
}

function variablesOf({ metadata, spec }: V1Service): (readonly [string, string])[] {
  const { clusterIP = '', ports = [] } = spec ?? {};
  const [first] = ports;
  if (clusterIP === '' || clusterIP === 'None' || first === undefined) return [];
  const name = variableName(metadata?.name ?? '');
  const named = ports.flatMap((port) =>
    port.name ? [[`${name}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)] as const] : [],
  );
  return [[`${name}_SERVICE_HOST`, clusterIP], [`${name}_SERVICE_PORT`, String(first.port)], ...named];
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function keyOf(found: KeyedBytes, key: string): string | undefined {
  const bytes = found.get(key);
  return bytes === undefined ? undefined : textOf(bytes);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
