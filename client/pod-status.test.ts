import { expect, it } from 'vitest';
import { StatusError, type StatusReason } from '../apimachinery/index.ts';
import { isPodGone } from './pod-status.ts';

const ofTheUid = { reason: 'FieldValueInvalid', field: 'metadata.uid' };
const ofThePhase = { reason: 'FieldValueInvalid', field: 'status.phase' };

it.each([
  ['NotFound', undefined, true],
  ['Conflict', undefined, true],
  ['Invalid', undefined, false],
  ['Invalid', {}, false],
  ['Invalid', { causes: [ofThePhase] }, false],
  ['Invalid', { causes: [ofThePhase, ofTheUid] }, true],
] as const)('%s with details %j means that the pod is gone: %s', (reason, details, gone) => {
  expect(isPodGone(failure(reason, details))).toBe(gone);
});

it('a failure that is no answer does not mean that the pod is gone', () => {
  expect(isPodGone(new Error('no connection'))).toBe(false);
});

function failure(reason: StatusReason, details: StatusError['status']['details']): StatusError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
  const code = { NotFound: 404, Conflict: 409 }[String(reason)] ?? 422;
  return new StatusError({ ...status, reason, code, ...(details !== undefined && { details }) });
}
