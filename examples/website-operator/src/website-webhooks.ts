// What is asked before a Website is stored.
import { type Defaulter, type Manager, type Validator, webhookManagedBy } from 'homeostat';
import { type Website, websites } from './website.ts';

/** An image without a tag is its latest. */
const defaulter: Defaulter<Website> = {
  default(website) {
    // It is asked before the schema is: what the schema will refuse may be here still.
    const { spec }: Partial<Website> = website;
    if (typeof spec?.image !== 'string' || spec.image === '' || /[:@][^/]*$/.test(spec.image)) return website;
    return { ...website, spec: { ...spec, image: `${spec.image}:latest` } };
  },
};

const validator: Validator<Website> = {
  validateCreate: (website) => judge(website),
  /** The port of a Website stays: its users have it. */
  validateUpdate(before, website) {
    if (before.spec.port !== website.spec.port) throw new Error('spec.port may not be changed');
    return judge(website);
  },
};

/** Throws for what may not be; what it answers are warnings. */
function judge({ spec: { host, replicas } }: Website): readonly string[] | undefined {
  if (host !== undefined && !/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(host))
    throw new Error(`spec.host: "${host}" is no name of DNS`);
  return replicas === 0 ? ['no pod will serve this website'] : undefined;
}

export function addWebsiteWebhooks(manager: Manager): void {
  webhookManagedBy(manager, websites).withDefaulter(defaulter).withValidator(validator).complete();
}
