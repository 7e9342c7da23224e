import {
  badRequest,
  goDecodeError,
  JsonNumberError,
  JsonSyntaxError,
  parseJson,
  type Schema,
} from '../../apimachinery/index.ts';

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
  const [v, rv, start] = [token.v ?? '', token.rv ?? 0, token.start ?? ''];
  if (v !== version) throw invalidToken(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw invalidToken(`incorrect encoded start resourceVersion (version ${version})`);
  if (start === '') throw invalidToken(`encoded start key empty (version ${version})`);
  if (!isClean(start)) throw invalidToken(start);
  return { rv, start };
}

interface Encoded {
  readonly v?: string | null;
  readonly rv?: number | null;
  readonly start?: string | null;
}

/** What Kubernetes decodes a token into. */
const schema: Schema = {
  type: 'object',
  definition: 'storage.continueToken',
  properties: { v: { type: 'string' }, rv: { type: 'integer', format: 'int64' }, start: { type: 'string' } },
};

function parsed(bytes: Buffer): Encoded {
  try {
    const { value, badNumber } = parseJson(bytes, { schema });
    const problem = goDecodeError(schema, value, { oddNumber: badNumber });
    if (problem !== undefined) throw invalidToken(problem);
    return (value ?? {}) as Encoded;
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalidToken(error.reason);
    if (error instanceof JsonNumberError) throw invalidToken(error.message);
    throw error;
  }
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
