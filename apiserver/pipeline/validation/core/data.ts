import type { V1ConfigMap, V1Secret } from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  goKind,
  JsonSyntaxError,
  parseJson,
  utf8Length,
  validateConfigMapKey,
} from '../../../../apimachinery/index.ts';
import { isEmpty, tell, when } from '../tell.ts';

/** Mirrors kubernetes pkg/apis/core (MaxSecretSize). */
const dataBytesMax = 1024 * 1024;
const dataPath = fieldPath('data');
const binaryPath = fieldPath('binaryData');

/** Mirrors kubernetes pkg/apis/core/validation (ValidateConfigMap). */
export function configMapErrors({ data = {}, binaryData = {} }: V1ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    const at = dataPath.key(key);
    errors.push(...tell(at, key, validateConfigMapKey(key)));
    if (key in binaryData) errors.push(fieldInvalid(at, key, 'duplicate of key present in binaryData'));
    size += utf8Length(data[key] ?? '');
  }
  for (const key in binaryData) {
    errors.push(...tell(binaryPath.key(key), key, validateConfigMapKey(key)));
    size += byteLength(binaryData[key] ?? '');
  }
  if (size > dataBytesMax) errors.push(fieldTooLong('', dataBytesMax));
  return errors;
}

/** Mirrors ValidateConfigMapUpdate. */
export function configMapUpdateErrors(configMap: V1ConfigMap, old: V1ConfigMap): FieldError[] {
  return [...frozenErrors(configMap, old, ['data', 'binaryData']), ...configMapErrors(configMap)];
}

/** What a base64 text holds, in bytes. */
function byteLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor(((text.length - padding) * 3) / 4);
}

/** An object once marked immutable stays as it is. */
function frozenErrors<Kind extends V1ConfigMap | V1Secret>(
  object: Kind,
  old: Kind,
  fields: readonly (keyof Kind & string)[],
): FieldError[] {
  if (old.immutable !== true) return [];
  const says = 'field is immutable when `immutable` is set';
  const changed = fields.filter((field) => !deepEqual(object[field] ?? {}, old[field] ?? {}));
  const all = object.immutable === true ? changed : ['immutable', ...changed];
  return all.map((field) => fieldForbidden(field, says));
}

/** Mirrors ValidateSecret. */
export function secretErrors(secret: V1Secret): FieldError[] {
  const { data = {} } = secret;
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    errors.push(...tell(dataPath.key(key), key, validateConfigMapKey(key)));
    size += byteLength(data[key] ?? '');
  }
  if (size > dataBytesMax) errors.push(fieldTooLong(dataPath, dataBytesMax));
  return [...errors, ...secretTypeErrors(secret)];
}

/** Mirrors ValidateSecretUpdate. */
export function secretUpdateErrors(secret: V1Secret, old: V1Secret): FieldError[] {
  const { type = '' } = secret;
  return [
    ...when(type !== (old.type ?? ''), () => fieldImmutable('type', type)),
    ...frozenErrors(secret, old, ['data']),
    ...secretErrors(secret),
  ];
}

const accountName = 'kubernetes.io/service-account.name';

/** What each type of secret must hold. */
function secretTypeErrors({ data = {}, type, metadata }: V1Secret): FieldError[] {
  const missing = (...keys: string[]) =>
    keys.filter((key) => !(key in data)).map((key) => fieldRequired(dataPath.key(key)));
  switch (type) {
    case 'kubernetes.io/service-account-token':
      return when(isEmpty(metadata?.annotations?.[accountName]), () =>
        fieldRequired(fieldPath('metadata', 'annotations').key(accountName)),
      );
    case 'kubernetes.io/dockercfg':
      return [...missing('.dockercfg'), ...objectErrors(data, '.dockercfg')];
    case 'kubernetes.io/dockerconfigjson':
      return [...missing('.dockerconfigjson'), ...objectErrors(data, '.dockerconfigjson')];
    case 'kubernetes.io/basic-auth':
      return 'username' in data || 'password' in data ? [] : missing('username', 'password');
    case 'kubernetes.io/ssh-auth':
      return when(isEmpty(data['ssh-privatekey']), () => fieldRequired(dataPath.key('ssh-privatekey')));
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key');
    default:
      return [];
  }
}

/** Anything but a JSON object, or null, in Go's words. */
function objectErrors(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  const text = data[key];
  const says = text === undefined ? undefined : notAnObject(Buffer.from(text, 'base64'));
  return says === undefined ? [] : [fieldInvalid(dataPath.key(key), '<secret contents redacted>', says)];
}

function notAnObject(bytes: Uint8Array): string | undefined {
  let value: unknown;
  try {
    ({ value } = parseJson(bytes));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.reason;
    throw error;
  }
  if (typeof value === 'object' && !Array.isArray(value)) return undefined;
  return `json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`;
}
