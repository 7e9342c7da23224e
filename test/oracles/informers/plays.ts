import { type CoreV1Event, coreV1, type V1ConfigMap } from '../../../api/index.ts';
import {
  type Client,
  createEventRecorder,
  createInformerFactory,
  createLister,
  type HttpTransport,
  type InformerFactoryOptions,
  LeaderElector,
  leaseLock,
  type SharedInformer,
} from '../../../client/index.ts';
import type { Environment } from '../../../environment/index.ts';

export interface Stage {
  readonly environment: Environment;
  readonly client: Client;
  readonly transport: HttpTransport;
  readonly namespace: string;
}

/** What happened, in words that are the same for every server. */
export type Play = (stage: Stage) => Promise<readonly string[]>;

/** By what they show. */
export const plays: Readonly<Record<string, Play>> = {
  'initial list as a watch': (stage) => changes(stage, { watchList: true }),
  'list and watch': (stage) => changes(stage, { watchList: false }),
  'list in pages': (stage) => changes(stage, { watchList: false, pageSize: 2 }),
  'selected objects': (stage) => changes(stage, { labelSelector: 'kept=yes' }),
  'metadata only, as a watch': (stage) => metadata(stage, true),
  'metadata only, listed': (stage) => metadata(stage, false),
  'connections that break': broken,
  'a leader that goes': election,
  'events, counted and in series': events,
};

function configMap({ namespace }: Stage, name: string, value = '', kept = 'yes'): V1ConfigMap {
  return { metadata: { namespace, name, labels: { kept } }, data: { value } };
}

/** Objects that are there before, and all that happens to others. */
async function changes(stage: Stage, options: InformerFactoryOptions): Promise<readonly string[]> {
  const { client, namespace } = stage;
  for (const name of ['a', 'b', 'c']) await client.create(coreV1.configMaps, configMap(stage, name));
  const informer = informerOf(stage, options);
  const told = recorded(informer);
  await informer.waitForSync();
  const made = await client.create(coreV1.configMaps, configMap(stage, 'd', '1'));
  await client.create(coreV1.configMaps, configMap(stage, 'e', '', 'no'));
  await client.update(coreV1.configMaps, { ...made, data: { value: '2' } });
  const b = informer.indexer.get(`${namespace}/b`);
  if (b !== undefined)
    await client.update(coreV1.configMaps, { ...b, metadata: { ...b.metadata, labels: { kept: 'no' } } });
  await client.delete(coreV1.configMaps, { namespace, name: 'a' });
  await client.create(coreV1.configMaps, configMap(stage, 'last'));
  await until(stage, () => told.includes('add last'));
  return [...told, ...left(informer, namespace)];
}

async function metadata(stage: Stage, watchList: boolean): Promise<readonly string[]> {
  const { client, environment, namespace } = stage;
  await client.create(coreV1.configMaps, configMap(stage, 'a', 'seen'));
  const factory = createInformerFactory(environment, client, { namespace, watchList });
  const informer = factory.metadataInformer(coreV1.configMaps);
  const told = recorded(informer);
  factory.start();
  await factory.waitForSync();
  await client.create(coreV1.configMaps, configMap(stage, 'last', 'seen'));
  await until(stage, () => told.includes('add last'));
  const shapes = informer.indexer
    .list()
    .filter(isOurs)
    .map((object) => Object.keys(object).sort().join(' '));
  return [...told, ...shapes];
}

/** Every connection breaks several times; nothing is told twice, nothing is missed. */
async function broken(stage: Stage): Promise<readonly string[]> {
  const { client, transport } = stage;
  const informer = informerOf(stage, {});
  const told = recorded(informer);
  await informer.waitForSync();
  for (const name of ['a', 'b', 'c']) {
    await client.create(coreV1.configMaps, configMap(stage, name));
    await until(stage, () => told.includes(`add ${name}`));
    transport.close();
  }
  return told;
}

/** The first leads, and releases its lock; then the second does. */
async function election(stage: Stage): Promise<readonly string[]> {
  const told: string[] = [];
  const stops: (() => void)[] = [];
  for (const identity of ['first', 'second']) {
    const stop = new AbortController();
    const elector = electorOf(stage, identity, told);
    stage.environment.spawn(identity, () => elector.run(stop.signal));
    stops.push(() => stop.abort());
    if (identity === 'first') await until(stage, () => told.includes('first leads'));
  }
  stops[0]?.();
  await until(stage, () => told.includes('second leads'));
  stops[1]?.();
  await until(stage, () => told.includes('second stopped'));
  return told;
}

function electorOf(
  { environment, client, namespace }: Stage,
  identity: string,
  told: string[],
): LeaderElector {
  return new LeaderElector(environment, {
    lock: leaseLock(client, { namespace, name: 'lock', identity }),
    leaseDurationMs: 2_000,
    renewDeadlineMs: 1_500,
    retryPeriodMs: 300,
    releaseOnCancel: true,
    onStartedLeading: () => told.push(`${identity} leads`),
    onStoppedLeading: () => told.push(`${identity} stopped`),
  });
}

async function events(stage: Stage): Promise<readonly string[]> {
  const { environment, client, namespace } = stage;
  const recorder = createEventRecorder(environment, client, { component: 'check' });
  const about = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'a' };
  for (let count = 0; count < 3; count++) {
    recorder.event(about, 'Normal', 'Counted', 'the same');
    recorder.eventOnce(about, 'Warning', 'Failed', 'Trying', `attempt ${count}`);
  }
  for (;;) {
    const { items } = await client.list(coreV1.events, { namespace });
    const done = items.some(({ count }) => count === 3) && items.some(({ series }) => series?.count === 2);
    if (done) return items.map(eventText).sort();
    await environment.clock.sleep(50);
  }
}

function eventText({
  type,
  reason,
  message,
  count,
  series,
  action,
  reportingComponent,
}: CoreV1Event): string {
  return JSON.stringify([type, reason, message, count, series?.count, action, reportingComponent]);
}

function informerOf(
  { environment, client, namespace }: Stage,
  options: InformerFactoryOptions,
): SharedInformer<V1ConfigMap> {
  const factory = createInformerFactory(environment, client, { namespace, ...options });
  const informer = factory.informer(coreV1.configMaps);
  factory.start();
  return informer;
}

/** What a handler is told of the objects made here. */
function recorded<T extends V1ConfigMap>(informer: SharedInformer<T>): string[] {
  const told: string[] = [];
  informer.addEventHandler({
    onAdd: (object) => isOurs(object) && told.push(`add ${object.metadata?.name}`),
    onUpdate: (old, object) =>
      isOurs(object) &&
      told.push(`update ${object.metadata?.name} ${old.data?.value} -> ${object.data?.value}`),
    onDelete: (object) => isOurs(object) && told.push(`delete ${object.metadata?.name}`),
  });
  return told;
}

/** The certificate authority that each namespace gets is not. */
function isOurs({ metadata }: V1ConfigMap): boolean {
  return metadata?.name !== 'kube-root-ca.crt';
}

function left(informer: SharedInformer<V1ConfigMap>, namespace: string): readonly string[] {
  const lister = createLister(informer).namespace(namespace);
  return lister
    .list()
    .filter(isOurs)
    .map(({ metadata, data }) => `${metadata?.name}=${data?.value}`)
    .sort();
}

/** Longer than any back-off here. */
const withinMs = 60_000;

async function until({ environment: { clock } }: Stage, holds: () => boolean): Promise<void> {
  const lastMs = clock.now() + withinMs;
  while (!holds()) {
    if (clock.now() > lastMs) throw new Error('what was waited for has not come');
    await clock.sleep(20);
  }
}
