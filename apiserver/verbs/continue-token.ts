import {
  badRequest,
  JsonNumberError,
  JsonSyntaxError,
  parseJson,
  type Schema,
} from '../../apimachinery/index.ts';
import { goKind } from '../request/declared-type.ts';

/** Where the next page of a list begins. */
export interface ContinueToken {
  /** The revision all pages show, a whole number; below 0: the newest state. */
  readonly rv: number;
  /** The first key of the page, within the resource. */
  readonly start: string;
}

const version = 'meta.k8s.io/v1';

/** Mirrors kubernetes apiserver pkg/storage/continue.go (EncodeContinue): opaque to clients. */
export function encodeToken({ rv, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: version, rv, start })).toString('base64url');
}

/** Throws BadRequest for what no server gave out. Mirrors kubernetes apiserver pkg/storage/continue.go (DecodeContinue). */
export function decodeToken(text: string): ContinueToken {
  const illegal = illegalByte(text);
  if (illegal >= 0) throw invalidToken(`illegal base64 data at input byte ${illegal}`);
  const token = parsed(Buffer.from(text, 'base64url'));
  const { v = '', rv = 0, start = '' } = token;
  if (v !== version) throw invalidToken(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw invalidToken(`incorrect encoded start resourceVersion (version ${version})`);
  if (start === '') throw invalidToken(`encoded start key empty (version ${version})`);
  if (!isClean(start)) throw invalidToken(start);
  return { rv, start };
}

interface Encoded {
  readonly v?: string;
  readonly rv?: number;
  readonly start?: string;
}

/** What Kubernetes decodes a token into. */
const schema: Schema = {
  type: 'object',
  definition: 'continueToken',
  properties: { v: { type: 'string' }, rv: { type: 'integer', format: 'int64' }, start: { type: 'string' } },
};

const goTypes = { v: 'string', rv: 'int64', start: 'string' } as const;

function parsed(bytes: Buffer): Encoded {
  try {
    return typed(parseJson(bytes, { schema }).value);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalidToken(error.reason);
    if (error instanceof JsonNumberError) throw invalidToken(error.message);
    throw error;
  }
}

function typed(value: unknown): Encoded {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw misfit(value, 'value of type storage.continueToken');
  const fields = Object.entries(goTypes).flatMap(([field, type]) => {
    const member = (value as Readonly<Record<string, unknown>>)[field] ?? undefined;
    if (member === undefined) return [];
    if (goKind(member) === (type === 'int64' ? 'number' : type)) return [[field, member] as const];
    throw misfit(member, `struct field continueToken.${field} of type ${type}`);
  });
  return Object.fromEntries(fields);
}

function misfit(value: unknown, into: string) {
  return invalidToken(`json: cannot unmarshal ${goKind(value)} into Go ${into}`);
}

/** Where Go's unpadded URL-safe base64 stops reading; -1 where it does not. */
function illegalByte(text: string): number {
  const at = text.search(/[^A-Za-z0-9_-]/);
  if (at >= 0) return at;
  return text.length % 4 === 1 ? text.length - 1 : -1;
}

/** Nothing that would lead out of the resource's own keys. */
function isClean(start: string): boolean {
  const parts = start.replace(/^\//, '').split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..');
}

function invalidToken(says: string) {
  return badRequest(`invalid continue token: continue key is not valid: ${says}`);
}
