import type { V1ResourceQuota, V1ResourceQuotaStatus } from '../../../../api/index.ts';
import { type KubeObject, type RequestCause, reshare } from '../../../../apimachinery/index.ts';
import { ownRequest } from '../../../own-request.ts';
import type { ServedKind } from '../../../registry/served-kind.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import { tracked } from '../../field-management/index.ts';
import { withPart } from '../../strategies/index.ts';

/**
 * Writes what `next` makes of the quota's status as it is now: of two who write at once one is asked again. Rejects with
 * what `next` throws. Mirrors kubernetes apiserver pkg/admission/plugin/resourcequota (UpdateQuotaStatus).
 */
export async function writeUsed(
  server: ServerContext,
  kind: ServedKind,
  { metadata }: V1ResourceQuota,
  cause: RequestCause | undefined,
  next: (current: V1ResourceQuota) => V1ResourceQuotaStatus,
): Promise<void> {
  const { namespace = '', name = '' } = metadata ?? {};
  const asked = ownRequest(server, kind, {
    verb: 'update',
    subresource: 'status',
    by: 'kube-apiserver',
    namespace,
    name,
    cause,
  });
  await kind.storage.update(
    namespace,
    name,
    (current) => {
      const changed = reshare(current, withPart(current, 'status', next(current))) as KubeObject;
      return tracked(asked, changed, current);
    },
    asked.origin,
  );
}
