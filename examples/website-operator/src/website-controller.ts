// Gives each Website a Deployment and a Service, and says in its status how that goes. Both go with it: it owns them.
import { isDeepStrictEqual } from 'node:util';
import {
  appsV1,
  asReconciler,
  type Client,
  controllerManagedBy,
  coreV1,
  type Manager,
  setControllerReference,
} from 'homeostat';
import { deploymentSpecOf, serviceSpecOf, statusOf } from './wanted.ts';
import { type Website, websites } from './website.ts';

// What it does not say about its objects others may: server-side apply keeps the two apart.
const asOwner = { fieldManager: 'website-operator', force: true };

export function addWebsiteController(manager: Manager) {
  const { clock } = manager.environment;

  async function reconcile(website: Website, { client }: { readonly client: Client }): Promise<undefined> {
    const { metadata: { namespace = '', name = '', deletionTimestamp } = {}, spec } = website;
    if (deletionTimestamp !== undefined) return;
    const metadata = { namespace, name };
    const deployment = { metadata, spec: deploymentSpecOf(name, spec) };
    const service = { metadata, spec: serviceSpecOf(name, spec) };
    const applied = await client.apply(appsV1.deployments, owned(website, deployment), asOwner);
    await client.apply(coreV1.services, owned(website, service), asOwner);
    const status = statusOf(website, applied.status ?? {}, new Date(clock.now()));
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
