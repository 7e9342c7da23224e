import type { V1Pod, V1PodSpec } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';

/** An admission plugin looks at an object on its way in: it may change it, or throw a Forbidden. */
export interface AdmissionPlugin {
  /** Upstream's name of it. */
  readonly name: string;
  readonly create?: (object: KubeObject, context: RequestContext) => KubeObject | Promise<KubeObject>;
  readonly update?: (object: KubeObject, old: KubeObject, context: RequestContext) => KubeObject;
  readonly delete?: (name: string, context: RequestContext) => void;
}

/** The spec of the pod that a request writes; undefined for other kinds, and for a subresource of a pod. */
export function podSpecOf(object: KubeObject, { kind, info }: RequestContext): V1PodSpec | undefined {
  const { group, resource } = kind.resource;
  return resource === 'pods' && group === '' && info.subresource === '' ? (object as V1Pod).spec : undefined;
}
