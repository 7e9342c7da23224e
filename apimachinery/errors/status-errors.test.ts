import { expect, it } from 'vitest';
import { fieldInvalid, fieldRequired } from './field-errors.ts';
import { StatusError } from './status.ts';
import * as errors from './status-errors.ts';
import {
  hasStatusCause,
  ignoreAlreadyExists,
  ignoreNotFound,
  isConflict,
  isExpired,
  isNotFound,
  suggestedDelaySeconds,
} from './status-predicates.ts';

const deployments = { group: 'apps', resource: 'deployments' };
const pods = { group: '', resource: 'pods' };

it('says what kubectl shows', () => {
  expect(errors.notFound(deployments, 'web').message).toBe('deployments.apps "web" not found');
  expect(errors.conflict(pods, 'web').message).toBe(
    'Operation cannot be fulfilled on pods "web": the object has been modified; please apply your changes to the latest version and try again',
  );
  expect(errors.tooOldResourceVersion(5, 10).message).toBe('too old resource version: 5 (10)');
  expect(errors.invalid({ group: '', kind: 'Pod' }, 'web', [fieldRequired('spec.containers')]).message).toBe(
    'Pod "web" is invalid: spec.containers: Required value',
  );
});

it('tells why nothing can be created in a namespace that goes away', () => {
  const error = errors.namespaceTerminating(pods, 'web', 'shop');
  expect(error.message).toBe(
    'pods "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
  );
  expect(hasStatusCause(error, 'NamespaceTerminating')).toBe(true);
  expect(error.status.details?.causes?.[0]?.field).toBe('metadata.namespace');
});

it('asks to wait for a resourceVersion that does not exist yet', () => {
  const error = errors.tooLargeResourceVersion('100', '5');
  expect(error.message).toBe('Timeout: Too large resource version: 100, current: 5');
  expect(error.code).toBe(504);
  expect(hasStatusCause(error, 'ResourceVersionTooLarge')).toBe(true);
  expect(suggestedDelaySeconds(error)).toBe(1);
});

it('offers to go on inconsistently when a continue token is too old', () => {
  const error = errors.inconsistentContinue('token');
  expect(isExpired(error)).toBe(true);
  expect(error.status.metadata.continue).toBe('token');
  expect(errors.continueExpired().status.metadata).toEqual({});
});

it('judges an unknown reason by the code, and nothing but a StatusError', () => {
  const bare = new StatusError({
    ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 404 },
  } as const);
  expect(isNotFound(bare)).toBe(true);
  expect(isConflict(bare)).toBe(false);
  expect(isConflict(errors.alreadyExists(pods, 'web'))).toBe(false);
  expect(isNotFound(new Error('not found'))).toBe(false);
});

it('tells a thousand of very many errors', () => {
  const many = Array.from({ length: 5000 }, (_, index) =>
    fieldInvalid(`spec.list[${index}]`, index, 'is odd'),
  );
  const { status } = errors.invalid({ group: '', kind: 'Pod' }, 'a', many);
  expect(status.details?.causes).toHaveLength(1000);
  expect(status.message).toContain('spec.list[999]: Invalid value');
  expect(status.message).not.toContain('spec.list[1000]');
});

it('passes over what it is told to, and nothing else', async () => {
  const missing = errors.notFound(pods, 'web');
  const exists = errors.alreadyExists(pods, 'web');
  expect(await Promise.reject(missing).catch(ignoreNotFound)).toBeUndefined();
  expect(await Promise.reject(exists).catch(ignoreAlreadyExists)).toBeUndefined();
  await expect(Promise.reject(exists).catch(ignoreNotFound)).rejects.toBe(exists);
  await expect(Promise.reject(missing).catch(ignoreAlreadyExists)).rejects.toBe(missing);
});
