import { isCustom } from '../../../../api/index.ts';
import {
  decodeBySchema,
  goConvertError,
  goDecodeError,
  internalError,
  type KubeObject,
  pruneUnknown,
  type Schema,
  strictDecodingError,
  strictDecodingErrors,
} from '../../../../apimachinery/index.ts';
import type { ServedKind } from '../../../registry/served-kind.ts';
import { bodyType } from '../../../request/body-type.ts';
import { withReadableMetadata } from '../../../request/custom-metadata.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import { trackedSchema } from '../../field-management/index.ts';
import type { SeenRequest } from './seen-request.ts';

/** What mutations make of an object, in words for who is refused. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
}

/** The type of what is mutated: it reads what mutations make, and fills in defaults. */
export interface MutationTarget {
  /** By which lists and maps are merged. */
  readonly schema: Schema;
  /**
   * A patched document as an object. Throws an InternalError for what cannot be one; fields that are not known are left out
   * where `lenient`.
   */
  readPatched(document: object, lenient?: boolean): KubeObject;
  /** An object that something was applied to. Throws MutationError for what cannot be one. */
  readApplied(document: object): KubeObject;
}

/** Mirrors kubernetes apiserver pkg/admission/plugin/policy/mutating (dispatchOne). */
export function mutationTarget({ kind, resource }: SeenRequest, server: ServerContext): MutationTarget {
  const served = server.resources.get(resource);
  const isOwn = served?.resource.kind === kind.kind && served.resource.group === kind.group;
  if (served !== undefined && isOwn) return isCustom(served.resource) ? custom(served) : builtIn(served);
  return builtIn({ ...bodyType(kind), defaults: (object) => object });
}

type BuiltIn = Pick<ServedKind, 'apiVersion' | 'schema' | 'defaults'> & {
  readonly resource: { readonly kind: string };
};

function builtIn(type: BuiltIn): MutationTarget {
  const { schema, apiVersion, resource } = type;
  const named = { kind: resource.kind, apiVersion };
  return {
    schema,
    readPatched(document, lenient = false) {
      const { value, unknown, misfits } = decodeBySchema(schema, document);
      const says = misfits ? goDecodeError(schema, document) : undefined;
      if (says !== undefined) throw internalError(says);
      if (unknown.length > 0 && !lenient)
        throw internalError(strictDecodingError(strictDecodingErrors(unknown, [])));
      return type.defaults({ ...(value as KubeObject), ...named });
    },
    readApplied(document) {
      const { value, misfits } = decodeBySchema(schema, document);
      const says = misfits ? goConvertError(schema, document) : undefined;
      if (says === undefined) return type.defaults({ ...(value as KubeObject), ...named });
      throw new MutationError(
        `unable to convert unstructured object to ${apiVersion}, Kind=${resource.kind}: ${says}`,
      );
    },
  };
}

/** What their schema does not know is dropped, and metadata that cannot be read. */
function custom(kind: ServedKind): MutationTarget {
  const { apiVersion, resource } = kind;
  const read = (document: object) => {
    const { value } = pruneUnknown(kind.schema, withReadableMetadata(document as KubeObject));
    return kind.defaults({ ...(value as KubeObject), kind: resource.kind, apiVersion });
  };
  return { schema: trackedSchema(kind), readPatched: read, readApplied: read };
}
