import { badRequest, deepFreeze, type KubeObject } from '../../apimachinery/index.ts';
import { admit } from '../pipeline/admission/index.ts';
import { decodeBody } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { objectResponse } from '../respond/responses.ts';
import { type DeleteOptions, deleteObject } from '../verbs/delete.ts';
import type { Subresource } from './subresource.ts';

const evicted = deepFreeze({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };

/**
 * A polite delete, of which plugins see the Eviction only. Mirrors kubernetes pkg/registry/core/pod/storage
 * (EvictionREST). Differs: disruption budgets are not asked, as no controller keeps their status yet.
 */
export const eviction: Subresource = {
  name: 'eviction',
  verbs: {
    async create(context) {
      const given = decodeBody(context, evictionKind) ?? {};
      const admitted = await admit(context, 'CREATE', given as KubeObject, (asked) =>
        checkName(context, asked),
      );
      const { deleteOptions = {} } = admitted as { readonly deleteOptions?: DeleteOptions };
      await deleteObject(context, context.info.name, deleteOptions);
      return objectResponse(evicted, 201);
    },
  },
};

function checkName({ info }: RequestContext, { metadata }: KubeObject): void {
  if ((metadata?.name ?? info.name) === info.name) return;
  throw badRequest('name in URL does not match name in Eviction object');
}
