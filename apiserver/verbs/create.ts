import { isCustom } from '../../api/index.ts';
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
  restoreEmpties,
  unclassified,
} from '../../apimachinery/index.ts';
import { Admission } from '../pipeline/admission/index.ts';
import { type Tracking, tracked } from '../pipeline/field-management/index.ts';
import { normalize, validateNew } from '../pipeline/object-rules.ts';
import { withMetadata, withPart } from '../pipeline/strategies/index.ts';
import { strategyContext } from '../pipeline/strategy-context.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkWriteOptions } from '../request/request-options.ts';
import { AlongsideRefused } from '../storage/object-storage.ts';
import type { StoredObject } from '../storage/stored-object.ts';

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/create.go and pkg/registry/rest/create.go. */
export async function create(context: RequestContext): Promise<StoredObject> {
  checkWriteOptions(context.request.query, 'CreateOptions');
  const object = normalize(context, decodeObject(context));
  const { name = '', generateName = '' } = object.metadata ?? {};
  if (name === '' && generateName === '' && context.request.body === undefined) {
    throw badRequest('name is required');
  }
  return createNamed(context, object, tracked, object.metadata?.resourceVersion);
}

/**
 * Stores a new object, under a name that is made where it asks for one. Also how a PUT and an apply create. `version`: the
 * one that it was given.
 */
export async function createNamed(
  context: RequestContext,
  given: KubeObject,
  track: Tracking = tracked,
  version = '',
): Promise<StoredObject> {
  const admission = new Admission(context, 'CREATE');
  const answer = admission.mutate(track(context, withoutSystemFields(given)));
  const hasWaited = answer instanceof Promise;
  const admitted = hasWaited ? await answer : answer;
  const { name = '', generateName = '' } = admitted.metadata ?? {};
  const create: Creation = { admitted, admission, version, hasWaited };
  if (name !== '' || generateName === '') return store(context, create);
  return storeGenerated(context, create, generateName);
}

interface Creation {
  readonly admitted: KubeObject;
  readonly admission: Admission;
  readonly version: string;
  /** Whether the world may have changed since it was first looked at. */
  readonly hasWaited: boolean;
}

async function storeGenerated(
  context: RequestContext,
  creation: Creation,
  generateName: string,
): Promise<StoredObject> {
  const { ids } = context.server.environment;
  for (let attempt = 1; ; attempt++) {
    const name = generatedName(generateName, ids.suffix(generatedSuffixLength));
    try {
      return await store(context, { ...creation, admitted: withMetadata(creation.admitted, { name }) });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      if (attempt === generateNameAttemptsMax) throw generateNameConflict(context.kind.resource, name, 1);
    }
  }
}

/** How often something else is chosen for an object because others were quicker. */
const choicesMax = 100;

async function store(context: RequestContext, creation: Creation): Promise<StoredObject> {
  for (let choice = 1; ; choice++) {
    try {
      return await storeOnce(context, creation);
    } catch (error) {
      if (!(error instanceof AlongsideRefused) || choice === choicesMax) throw error;
    }
  }
}

async function storeOnce(
  context: RequestContext,
  { admitted, admission, version, hasWaited }: Creation,
): Promise<StoredObject> {
  const { kind } = context;
  const object = beforeCreate(context, admitted);
  const validating = admission.validate(object);
  if (validating !== undefined) await validating;
  const storing = kind.conversion?.prepareToStore?.(object);
  if (storing !== undefined) await storing;
  if (hasWaited || validating !== undefined || storing !== undefined) await admission.confirm(object);
  const toStore = kind.conversion === undefined ? object : kind.conversion.toStored(object);
  return kind.storage.create(withVersion(context, toStore, version), { ...context.origin, verb: 'create' });
}

/** The version that a new object was given is what the storage refuses, and what a dry run, which does not ask it, answers. */
function withVersion({ origin }: RequestContext, object: KubeObject, version: string): KubeObject {
  if (origin.dryRun) return version === '' ? object : withMetadata(object, { resourceVersion: version });
  if (!/^[0-9]*[1-9][0-9]*$/.test(version)) return object;
  throw unclassified('resourceVersion should not be set on objects to be created');
}

/** The object as it is to be stored, valid. Mirrors kubernetes apiserver pkg/registry/rest (BeforeCreate). */
export function beforeCreate(context: RequestContext, admitted: KubeObject): KubeObject {
  const object = prepared(context, admitted);
  validateNew(context, restoreEmpties(object, context.empties));
  context.warnings.push(...context.kind.warnings(object));
  return object;
}

/** What nobody can say of an object before it is there. */
const systemFields = [
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'resourceVersion',
] as const;

function withoutSystemFields(object: KubeObject): KubeObject {
  const given = object.metadata ?? {};
  if (!systemFields.some((field) => field in given)) return object;
  const metadata: Record<string, unknown> = { ...given };
  for (const field of systemFields) delete metadata[field];
  return { ...object, metadata };
}

function prepared(context: RequestContext, given: KubeObject): KubeObject {
  const { kind, server } = context;
  const { strategy } = kind;
  const { environment } = server;
  const metadata: Record<string, unknown> = { ...withoutSystemFields(given).metadata };
  metadata.uid = environment.ids.uid();
  metadata.creationTimestamp = formatTime(environment.clock.now());
  if (strategy.generation) metadata.generation = 1;
  const object = { ...given, metadata } as KubeObject;
  const reset =
    kind.hasStatus && strategy.resetStatus !== false ? withPart(object, 'status', emptyStatus(kind)) : object;
  return strategy.prepareForCreate?.(reset, strategyContext(context)) ?? reset;
}

/** What Go's zero status says: the fields that are never left out. Of what is not built in nothing is said. */
function emptyStatus(kind: ServedKind): unknown {
  if (isCustom(kind.resource)) return undefined;
  const { status } = kind.schema.properties ?? {};
  return status === undefined ? {} : applyDefaults(status, {});
}
