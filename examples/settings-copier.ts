// A controller: the ConfigMap default/settings is kept copied into every namespace labelled settings=copied.
// Run it in virtual time: npx tsx examples/settings-copier.ts [seed]
import {
  controllerManagedBy,
  coreV1,
  createOrUpdate,
  enqueueRequestsFromMapFunc,
  type Manager,
  type ReconcileContext,
  type Request,
  type V1ConfigMap,
  type V1Namespace,
} from 'homeostat';
import { openTestWorld } from 'homeostat/testing';

const source = { namespace: 'default', name: 'settings' };

/** The pure part: what a namespace's copy should hold; undefined if there should be none. */
export function wantedData(namespace: V1Namespace | undefined, settings: V1ConfigMap | undefined) {
  const { labels, deletionTimestamp } = namespace?.metadata ?? {};
  if (labels?.settings !== 'copied' || deletionTimestamp !== undefined) return undefined;
  return settings?.data;
}

/** Reconciles a namespace. Reads come from informers: local, indexed, possibly stale; the API server has the last word. */
export function addSettingsCopier(manager: Manager) {
  const namespaces = manager.informers.informer(coreV1.namespaces);
  const configMaps = manager.informers.informer(coreV1.configMaps);

  async function reconcile({ name: namespace }: Request, { client }: ReconcileContext): Promise<undefined> {
    if (namespace === source.namespace) return;
    const settings = configMaps.indexer.get(`${source.namespace}/${source.name}`);
    const data = wantedData(namespaces.indexer.get(namespace), settings);
    const key = { namespace, name: source.name };
    if (data !== undefined) {
      await createOrUpdate(client, coreV1.configMaps, key, (copy) => ({ ...copy, data }));
    } else if (configMaps.indexer.has(`${namespace}/${source.name}`)) {
      await client.delete(coreV1.configMaps, key);
    }
  }

  // The source concerns every namespace, a copy only its own.
  const concerned = ({ metadata = {} }: V1ConfigMap): Iterable<string> => {
    if (metadata.name !== source.name) return [];
    return metadata.namespace === source.namespace ? namespaces.indexer.keys() : [metadata.namespace ?? ''];
  };
  return controllerManagedBy(manager)
    .named('settings-copier')
    .for(coreV1.namespaces)
    .watches(coreV1.configMaps, enqueueRequestsFromMapFunc(concerned))
    .complete({ reconcile });
}

/** A control plane in virtual time, and the controller in it. */
export function openWorldWithCopier(seed: number | string) {
  return openTestWorld({ seed, managers: { 'settings-copier': addSettingsCopier } });
}

if (import.meta.filename === process.argv[1]) {
  const { control, act, digest, close } = await openWorldWithCopier(process.argv[2] ?? 7);
  control.environment.trace.subscribe(({ kind, fields }) => {
    if (kind !== 'write' || fields.resource !== 'configmaps') return;
    const { verb, by, namespace, name } = fields;
    process.stdout.write(`${by}: ${verb} ConfigMap ${namespace}/${name}\n`);
  });
  const labels = { settings: 'copied' };
  await act(async (user) => {
    await user.create(coreV1.namespaces, { metadata: { name: 'shop', labels } });
    await user.create(coreV1.configMaps, { metadata: source, data: { colour: 'blue' } });
  });
  await act((user) => user.delete(coreV1.configMaps, source));
  process.stdout.write(`${digest()}\n`);
  await close();
}
