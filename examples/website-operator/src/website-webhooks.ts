// What is asked before a Website is stored.
import { type Defaulter, type Manager, type Validator, webhookManagedBy } from 'homeostat';
import { type Website, websites } from './website.ts';

/** An image without a tag is its latest. */
export const defaulter: Defaulter<Website> = {
  default(website) {
    const { spec } = website;
    if (/[:@][^/]*$/.test(spec.image)) return website;
    return { ...website, spec: { ...spec, image: `${spec.image}:latest` } };
  },
};

/** The port of a Website stays: its users have it. */
export const validator: Validator<Website> = {
  validateUpdate(before, website) {
    if (before.spec.port !== website.spec.port) throw new Error('spec.port may not be changed');
    return website.spec.replicas === 0 ? ['no pod will serve this website'] : undefined;
  },
};

export function addWebsiteWebhooks(manager: Manager): void {
  webhookManagedBy(manager, websites).withDefaulter(defaulter).withValidator(validator).complete();
}
