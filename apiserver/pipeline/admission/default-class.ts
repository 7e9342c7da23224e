import type { V1Ingress } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';

/** The name of the class that is the default one by any of the annotations: the newest, of those the first by name. */
export function newestDefault(
  server: ServerContext,
  group: string,
  resource: string,
  annotations: readonly string[],
): string | undefined {
  const classes = server.resources.preferred(group, resource)?.storage.cache;
  if (classes === undefined || classes.size === 0) return undefined;
  let newest: KubeObject | undefined;
  for (const [, { object }] of classes.select({ namespace: '', name: '' })) {
    const isDefault = annotations.some((name) => object.metadata?.annotations?.[name] === 'true');
    if (isDefault && (newest === undefined || comesBefore(object, newest))) newest = object;
  }
  return newest?.metadata?.name;
}

function comesBefore({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean {
  const [madeA = '', madeB = ''] = [a?.creationTimestamp, b?.creationTimestamp];
  return madeA === madeB ? (a?.name ?? '') < (b?.name ?? '') : madeA > madeB;
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
    const name = newestDefault(server, 'networking.k8s.io', 'ingressclasses', annotations);
    return name === undefined ? undefined : withPart(object, 'spec', { ...spec, ingressClassName: name });
  },
};
