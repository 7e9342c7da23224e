import type { V1Pod } from '../../api/index.ts';

/**
 * What a pod is told whose volume is attached to another node, by the pods that use it there: of other namespaces only how many
 * they are. Mirrors kubernetes pkg/controller/volume/attachdetach/reconciler (reportMultiAttachError).
 */
export function multiAttachMessage(volume: string, pod: V1Pod, users: readonly V1Pod[]): string {
  return `Multi-Attach error for volume ${JSON.stringify(volume)} ${whyNot(pod, users)}`;
}

function whyNot(pod: V1Pod, users: readonly V1Pod[]): string {
  if (users.length === 0)
    return "Volume is already exclusively attached to one node and can't be attached to another";
  const namespaceOf = ({ metadata }: V1Pod) => metadata?.namespace;
  const near = users.filter((user) => namespaceOf(user) === namespaceOf(pod));
  const far = `${users.length - near.length} pod(s) in different namespaces`;
  if (near.length === 0) return `Volume is already used by ${far}`;
  const names = near.map(({ metadata }) => metadata?.name).join(', ');
  return `Volume is already used by pod(s) ${names}${near.length < users.length ? ` and ${far}` : ''}`;
}
