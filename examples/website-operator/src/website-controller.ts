// Gives each Website a Deployment and a Service, and says in its status how that goes. Both go with it: it owns them. Its DNS
// record does not go by itself: a finalizer keeps the Website until the record is gone.
import { isDeepStrictEqual } from 'node:util';
import {
  appsV1,
  asReconciler,
  type Client,
  controllerManagedBy,
  coreV1,
  Finalizers,
  formatTime,
  type Manager,
  setControllerReference,
} from 'homeostat';
import type { DnsRecords } from './dns-records.ts';
import { deploymentSpecOf, dnsRecordOf, serviceSpecOf, statusOf } from './wanted.ts';
import { type Website, websites } from './website.ts';

// What it does not say about its objects others may: server-side apply keeps the two apart.
const asOwner = { fieldManager: 'website-operator', force: true };

export function addWebsiteController(manager: Manager, records: DnsRecords) {
  const { clock } = manager.environment;
  const finalizers = new Finalizers<Website>();
  finalizers.register('example.com/dns-record', {
    async finalize(website) {
      await records.delete(ownerOf(website));
      return website;
    },
  });

  async function reconcile(found: Website, { client }: { readonly client: Client }): Promise<undefined> {
    const { object, updated, error } = await finalizers.finalize(found);
    const website = updated ? await client.update(websites, object) : object;
    if (error !== undefined) throw error;
    if (website.metadata?.deletionTimestamp === undefined) await makeReal(website, client);
  }

  async function makeReal(website: Website, client: Client): Promise<void> {
    const { metadata: { namespace = '', name = '' } = {}, spec } = website;
    const metadata = { namespace, name };
    const deployment = { metadata, spec: deploymentSpecOf(name, spec) };
    const service = { metadata, spec: serviceSpecOf(name, spec) };
    const applied = await client.apply(appsV1.deployments, owned(website, deployment), asOwner);
    await client.apply(coreV1.services, owned(website, service), asOwner);
    const record = dnsRecordOf(website);
    await (record ? records.put(ownerOf(website), record) : records.delete(ownerOf(website)));
    const status = statusOf(website, applied.status ?? {}, formatTime(clock.now()));
    if (!isDeepStrictEqual(status, website.status))
      await client.updateStatus(websites, { ...website, status });
  }

  return controllerManagedBy(manager)
    .for(websites)
    .owns(appsV1.deployments)
    .owns(coreV1.services)
    .complete(asReconciler(websites, { reconcile }));
}

function owned<T extends object>(website: Website, object: T): T {
  return setControllerReference(website, websites, object);
}

function ownerOf({ metadata }: Website): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
