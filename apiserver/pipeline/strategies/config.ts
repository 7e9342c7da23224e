import type { V1ConfigMap, V1Secret } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  type KubeObject,
  utf8Length,
  validateConfigMapKey,
} from '../../../apimachinery/index.ts';
import type { Strategy } from './strategy.ts';

/** Mirrors kubernetes pkg/apis/core (MaxSecretSize). */
const dataBytesMax = 1024 * 1024;

/** Mirrors kubernetes pkg/apis/core/validation (ValidateConfigMap, ValidateConfigMapUpdate). */
export const configMapStrategy: Strategy = {
  validate: (object) => configMapErrors(object as V1ConfigMap),
  validateUpdate: (object, old) => frozenErrors(object, old, ['data', 'binaryData']),
};

/** Mirrors kubernetes pkg/apis/core/validation (ValidateSecret, ValidateSecretUpdate). */
export const secretStrategy: Strategy = {
  validate: (object) => secretErrors(object as V1Secret),
  validateUpdate: (object, old) => [
    ...typeErrors(object as V1Secret, old as V1Secret),
    ...frozenErrors(object, old, ['data']),
  ],
};

function configMapErrors({ data = {}, binaryData = {} }: V1ConfigMap): FieldError[] {
  const errors = [...keyErrors(data, 'data'), ...keyErrors(binaryData, 'binaryData')];
  for (const key of Object.keys(data)) {
    if (!(key in binaryData)) continue;
    errors.push(fieldInvalid(fieldPath('data').key(key), key, 'duplicate of key present in binaryData'));
  }
  const size = Object.values(data).reduce((sum, value) => sum + utf8Length(value), 0) + bytesOf(binaryData);
  if (size > dataBytesMax) errors.push(fieldTooLong('', dataBytesMax));
  return errors;
}

function keyErrors(data: Readonly<Record<string, unknown>>, field: string): FieldError[] {
  return Object.keys(data).flatMap((key) =>
    validateConfigMapKey(key).map((message) => fieldInvalid(fieldPath(field).key(key), key, message)),
  );
}

/** What base64 texts hold. */
function bytesOf(data: Readonly<Record<string, string>>): number {
  return Object.values(data).reduce((sum, text) => sum + Math.floor((text.length * 3) / 4), 0);
}

/** An object once marked immutable stays as it is. */
function frozenErrors(object: KubeObject, old: KubeObject, fields: readonly string[]): FieldError[] {
  const before = old as unknown as Readonly<Record<string, unknown>>;
  const after = object as unknown as Readonly<Record<string, unknown>>;
  if (before.immutable !== true) return [];
  const says = 'field is immutable when `immutable` is set';
  const errors = after.immutable === true ? [] : [fieldForbidden('immutable', says)];
  for (const field of fields) {
    if (!deepEqual(after[field] ?? {}, before[field] ?? {})) errors.push(fieldForbidden(field, says));
  }
  return errors;
}

function typeErrors(secret: V1Secret, old: V1Secret): FieldError[] {
  return secret.type === old.type ? [] : [fieldImmutable('type', secret.type ?? '')];
}

/** The keys each type of secret must have. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function secretErrors({ data = {}, type = 'Opaque', metadata }: V1Secret): FieldError[] {
  const path = fieldPath('data');
  const errors = keyErrors(data, 'data');
  if (bytesOf(data) > dataBytesMax) errors.push(fieldTooLong(path, dataBytesMax));
  for (const key of requiredKeys[type] ?? []) {
    if (!(key in data)) errors.push(fieldRequired(path.key(key)));
  }
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
    errors.push(fieldRequired(path.key('username')), fieldRequired(path.key('password')));
  }
  const account = 'kubernetes.io/service-account.name';
  if (type === 'kubernetes.io/service-account-token' && (metadata?.annotations?.[account] ?? '') === '') {
    errors.push(fieldRequired(fieldPath('metadata').child('annotations').key(account)));
  }
  return errors;
}
