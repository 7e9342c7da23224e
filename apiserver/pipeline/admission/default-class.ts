import type { V1Ingress } from '../../../api/index.ts';
import { newestDefault } from '../../../component-helpers/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';

/** The name of the default class of a resource. */
export function defaultClassName(
  server: ServerContext,
  group: string,
  resource: string,
  annotations: readonly string[],
): string | undefined {
  const classes = server.resources.preferred(group, resource)?.storage.cache;
  if (classes === undefined || classes.size === 0) return undefined;
  const all = [...classes.select({ namespace: '', name: '' })].map(([, { object }]) => object);
  return newestDefault(all, annotations)?.metadata?.name;
}

/** Gives an ingress that names no class the default one. Mirrors kubernetes plugin/pkg/admission/network/defaultingressclass. */
export const defaultIngressClass: MutatingPlugin = {
  name: 'DefaultIngressClass',
  matches: [{ operations: ['CREATE'], apiGroups: ['networking.k8s.io'], resources: ['ingresses'] }],
  admit({ object }, server) {
    const { metadata, spec } = (object ?? {}) as V1Ingress;
    const annotation = metadata?.annotations?.['kubernetes.io/ingress.class'];
    if (object === undefined || spec?.ingressClassName !== undefined || annotation !== undefined)
      return undefined;
    const annotations = ['ingressclass.kubernetes.io/is-default-class'];
    const name = defaultClassName(server, 'networking.k8s.io', 'ingressclasses', annotations);
    return name === undefined ? undefined : withPart(object, 'spec', { ...spec, ingressClassName: name });
  },
};
