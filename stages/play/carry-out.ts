import { isAlreadyExists, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import { type Client, NoKindMatchError, type RestMapper } from '../../client/index.ts';
import { StageFailure } from '../expressions.ts';
import type { StageAction } from '../stage-actions.ts';

/** Through whom things are done. */
export interface Hands {
  readonly client: Client;
  readonly mapper: RestMapper;
  /** A client of somebody else; undefined: that is not possible here. */
  readonly as: ((username: string) => Client) | undefined;
}

type Writing = Extract<StageAction, { kind: 'patch' | 'apply' }>;

function writer({ client, as }: Hands, username: string | undefined): Client {
  if (username === undefined) return client;
  if (as === undefined) throw new StageFailure(`nobody can write as ${username} here`);
  return as(username);
}

/** Patches the object a stage is played for; gives what it has become. */
export function patchObject<T extends KubeObject>(
  hands: Hands,
  type: ResourceType<T>,
  { metadata = {} }: KubeObject,
  action: Extract<Writing, { kind: 'patch' }>,
): Promise<T> {
  const { namespace, name = '' } = metadata;
  const key = { name, ...(namespace !== undefined && { namespace }) };
  const options = action.subresource === '' ? {} : { subresource: action.subresource };
  const patch = { type: action.type, body: action.body };
  return writer(hands, action.username).patch(type, key, patch, options);
}

/**
 * Makes another object as the template says, or changes the one that is there. It is in the namespace of the object it is made for
 * where it says none. Mirrors kwok pkg/utils/lifecycle (apply.go).
 */
export async function applyObject(
  hands: Hands,
  source: KubeObject,
  action: Extract<Writing, { kind: 'apply' }>,
): Promise<void> {
  const type = await typeOf(hands.mapper, action.object);
  const client = writer(hands, action.username);
  const object = inNamespace(type, action.object, source.metadata?.namespace);
  if (action.subresource === '') {
    try {
      await client.create(type, object);
      return;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }
  await change(client, type, object, action);
}

async function change(
  client: Client,
  type: ResourceType,
  object: KubeObject,
  { type: how, subresource }: Extract<Writing, { kind: 'apply' }>,
): Promise<void> {
  const options = subresource === '' ? {} : { subresource };
  if (how === 'apply') {
    await client.apply(type, object, { fieldManager: 'kwok', force: true, ...options });
    return;
  }
  const { namespace, name = '' } = object.metadata ?? {};
  const key = { name, ...(namespace !== undefined && { namespace }) };
  await client.patch(type, key, { type: how, body: object }, options);
}

/** Kinds that were defined since the last discovery are asked for. */
async function typeOf(mapper: RestMapper, { apiVersion = '', kind = '' }: KubeObject): Promise<ResourceType> {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '')
    throw new StageFailure('the template must include apiVersion and kind');
  try {
    return await mapper.find({ apiVersion, kind });
  } catch (error) {
    if (error instanceof NoKindMatchError) throw new StageFailure(`no resource serves ${apiVersion} ${kind}`);
    throw error;
  }
}

function inNamespace(
  { namespaced }: ResourceType,
  object: KubeObject,
  namespace: string | undefined,
): KubeObject {
  if (!namespaced || object.metadata?.namespace || namespace === undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}
