import {
  applyDefaults,
  badRequest,
  formatTime,
  generatedName,
  generatedSuffixLength,
  generateNameAttemptsMax,
  generateNameConflict,
  isAlreadyExists,
  type KubeObject,
} from '../../apimachinery/index.ts';
import { admitCreate } from '../pipeline/admission/index.ts';
import { normalize, validateNew } from '../pipeline/object-rules.ts';
import { type StrategyContext, withMetadata, withPart } from '../pipeline/strategies/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkWriteOptions, unclassified } from '../request/request-options.ts';
import type { StoredObject } from '../storage/stored-object.ts';

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/create.go and pkg/registry/rest/create.go. */
export async function create(context: RequestContext): Promise<StoredObject> {
  checkWriteOptions(context.request.query, 'CreateOptions');
  const object = normalize(context, decodeObject(context));
  const { name, generateName } = object.metadata ?? {};
  if ((name ?? '') !== '' || (generateName ?? '') === '') {
    if ((name ?? '') === '' && context.request.body === undefined) throw badRequest('name is required');
    return createNamed(context, object);
  }
  const { ids } = context.server.environment;
  for (let attempt = 1; ; attempt++) {
    const generated = generatedName(generateName ?? '', ids.suffix(generatedSuffixLength));
    try {
      return await createNamed(context, withMetadata(object, { name: generated }));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      if (attempt === generateNameAttemptsMax) {
        throw generateNameConflict(context.kind.resource, generated, 1);
      }
    }
  }
}

/** Stores one object under the name it has. Also how a PUT creates. */
export async function createNamed(context: RequestContext, given: KubeObject): Promise<StoredObject> {
  const { kind } = context;
  if ((given.metadata?.resourceVersion ?? '') !== '' && given.metadata?.resourceVersion !== '0') {
    throw unclassified('resourceVersion should not be set on objects to be created');
  }
  const admitted = await admitCreate(context, newborn(context, given));
  validateNew(kind, admitted);
  context.warnings.push(...kind.warnings(admitted));
  const toStore = kind.conversion === undefined ? admitted : kind.conversion.toStored(admitted);
  return kind.storage.create(toStore, { ...context.origin, verb: 'create' });
}

/** What nobody can say of an object before it is there. */
const unborn = ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'resourceVersion'] as const;

function newborn(context: RequestContext, given: KubeObject): KubeObject {
  const { kind, server } = context;
  const { strategy } = kind;
  const { environment } = server;
  const metadata: Record<string, unknown> = { ...given.metadata };
  for (const field of unborn) if (field in metadata) delete metadata[field];
  metadata.uid = environment.ids.uid();
  metadata.creationTimestamp = formatTime(environment.clock.now());
  if (strategy.generation) metadata.generation = 1;
  const object = { ...given, metadata } as KubeObject;
  const reset =
    kind.hasStatus && strategy.resetStatus !== false ? withPart(object, 'status', emptyStatus(kind)) : object;
  return strategy.prepareForCreate?.(reset, strategyContext(context)) ?? reset;
}

/** What a strategy may look at besides the object. */
export function strategyContext(context: RequestContext): StrategyContext {
  const { kind, info, server } = context;
  const others = function* () {
    for (const [, stored] of kind.storage.cache.select({ namespace: '', name: '' })) yield stored.object;
  };
  const known = { environment: server.environment, namespace: info.namespace, others };
  if (kind.strategy.claims !== true) return known;
  return {
    ...known,
    claims: {
      isFree: (value) => server.claims.isFree(value, context),
      take: (value) => server.claims.take(value, context),
    },
  };
}

/** What Go's zero status says: the fields that are never left out. */
function emptyStatus(kind: ServedKind): unknown {
  const { status } = kind.schema.properties ?? {};
  return status === undefined ? {} : applyDefaults(status, {});
}
