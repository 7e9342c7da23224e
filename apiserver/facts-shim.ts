import type { FieldGetters, KubeObject } from '../apimachinery/index.ts';
import { labelSelectorMatcher } from '../apimachinery/index.ts';
export function selectableFields(resource: { group: string; resource: string }): FieldGetters<KubeObject> {
  const base: FieldGetters<KubeObject> = {
    'metadata.name': (o) => o.metadata?.name,
    'metadata.namespace': (o) => o.metadata?.namespace,
  };
  if (resource.resource === 'pods')
    return {
      ...base,
      'spec.nodeName': (o) => (o as { spec?: { nodeName?: string } }).spec?.nodeName,
      'status.phase': (o) => (o as { status?: { phase?: string } }).status?.phase,
    };
  if (resource.resource === 'events')
    return {
      ...base,
      'involvedObject.name': (o) => (o as { involvedObject?: { name?: string } }).involvedObject?.name,
      'involvedObject.namespace': (o) =>
        (o as { involvedObject?: { namespace?: string } }).involvedObject?.namespace,
      'involvedObject.kind': (o) => (o as { involvedObject?: { kind?: string } }).involvedObject?.kind,
      'involvedObject.uid': (o) => (o as { involvedObject?: { uid?: string } }).involvedObject?.uid,
    };
  return base;
}
export function convert(object: KubeObject, _from: object, _to: object): KubeObject {
  return object;
}
export function scalePaths(_resource: object) {
  type W = {
    spec?: { replicas?: number; selector?: { matchLabels?: Record<string, string> } };
    status?: { replicas?: number };
  };
  return {
    specReplicas: (o: KubeObject) => (o as W).spec?.replicas ?? 0,
    statusReplicas: (o: KubeObject) => (o as W).status?.replicas ?? 0,
    selector: (o: KubeObject) => labelSelectorMatcher((o as W).spec?.selector ?? {}).toString(),
  };
}
