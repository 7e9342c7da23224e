import type {
  V1ConfigMap,
  V1Container,
  V1ObjectFieldSelector,
  V1Pod,
  V1ResourceFieldSelector,
  V1Secret,
} from '../../../api/index.ts';
import { coreV1 } from '../../../api/index.ts';
import { ignoreNotFound, parseQuantity } from '../../../apimachinery/index.ts';
import type { Client } from '../../../client/index.ts';

/** Bytes by key. */
export type KeyedBytes = ReadonlyMap<string, Uint8Array>;

/** What the environment and the volumes of a pod's containers are made from. Objects are read when they are asked for. */
export class PodValues {
  readonly pod: V1Pod;
  readonly #client: Client;
  /** What a node has for pods. */
  readonly #allocatable: Readonly<Record<string, string>>;

  constructor(pod: V1Pod, client: Client, allocatable: Readonly<Record<string, string>>) {
    this.pod = pod;
    this.#client = client;
    this.#allocatable = allocatable;
  }

  /** Empty where there is none. */
  async configMap(name = ''): Promise<KeyedBytes> {
    const found = await this.#get<V1ConfigMap>(coreV1.configMaps, name);
    const texts = Object.entries(found?.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const);
    return new Map([...texts, ...decoded(found?.binaryData)]);
  }

  async secret(name = ''): Promise<KeyedBytes> {
    return new Map(decoded((await this.#get<V1Secret>(coreV1.secrets, name))?.data));
  }

  /** Mirrors kubernetes pkg/fieldpath (ExtractFieldPathAsString). */
  field({ fieldPath }: V1ObjectFieldSelector): string {
    const { metadata = {}, spec, status = {} } = this.pod;
    const [, map = '', key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath) ?? [];
    if (map !== '') return metadata[map as 'labels' | 'annotations']?.[key] ?? '';
    switch (fieldPath) {
      case 'metadata.labels':
      case 'metadata.annotations':
        return lines(metadata[fieldPath.slice('metadata.'.length) as 'labels' | 'annotations'] ?? {});
      case 'metadata.name':
      case 'metadata.namespace':
      case 'metadata.uid':
        return metadata[fieldPath.slice('metadata.'.length) as 'name' | 'namespace' | 'uid'] ?? '';
      case 'spec.nodeName':
        return spec?.nodeName ?? '';
      case 'spec.serviceAccountName':
        return spec?.serviceAccountName ?? '';
      case 'status.hostIP':
      case 'status.podIP':
        return status[fieldPath.slice('status.'.length) as 'hostIP' | 'podIP'] ?? '';
      case 'status.hostIPs':
        return (status.hostIPs ?? []).map(({ ip }) => ip).join(',');
      case 'status.podIPs':
        return (status.podIPs ?? []).map(({ ip }) => ip).join(',');
      default:
        return '';
    }
  }

  /** A limit or request in units of the divisor, rounded up; of a limit that there is not, what the node has. */
  resource({ containerName, resource, divisor }: V1ResourceFieldSelector, container?: V1Container): string {
    const of = this.pod.spec?.containers?.find(({ name }) => name === containerName) ?? container;
    const [list = '', name = ''] = resource.split(/\.(.*)/s);
    const { limits = {}, requests = {} } = of?.resources ?? {};
    const found = list === 'limits' ? (limits[name] ?? this.#allocatable[name]) : requests[name];
    const unit =
      divisor === undefined || divisor === '0' ? 1000 : parseQuantity(String(divisor)).milliValue();
    return String(Math.ceil(parseQuantity(found ?? '0').milliValue() / unit));
  }

  async #get<Kind>(type: Parameters<Client['get']>[0], name: string): Promise<Kind | undefined> {
    const { namespace = '' } = this.pod.metadata ?? {};
    try {
      return (await this.#client.get(type, { namespace, name })) as Kind;
    } catch (error) {
      ignoreNotFound(error);
      return undefined;
    }
  }
}

function decoded(data: Readonly<Record<string, string>> = {}): (readonly [string, Uint8Array])[] {
  return Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
}

/** Mirrors kubernetes pkg/fieldpath (FormatMap). */
function lines(map: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(map).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return sorted.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');
}
