import { apiVersionOf, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import { isPanic } from '../panic.ts';
import { allowed, errored, patchedTo, refused, withAdmissionWarnings } from './admission-answers.ts';
import type { AdmissionAnswer, AdmissionHandler, AdmissionRequest } from './admission-review.ts';

/** Fills in what an object leaves out. Mirrors controller-runtime pkg/webhook/admission (Defaulter). */
export interface Defaulter<T extends KubeObject = KubeObject> {
  /** Gives the object as it should be, itself if it is so; the one given is frozen. Rejects with why it may not be so at all. */
  default(object: T, request: AdmissionRequest): T | Promise<T>;
}

/** Warnings for whoever asked; none. */
export type Warnings = readonly string[] | undefined;

/**
 * Judges objects. Rejects with why an operation is not allowed: a StatusError is the very answer; a WarnedError brings warnings.
 * What is left out allows everything. Mirrors controller-runtime pkg/webhook/admission (Validator).
 */
export interface Validator<T extends KubeObject = KubeObject> {
  validateCreate?(object: T, request: AdmissionRequest): Warnings | Promise<Warnings>;
  validateUpdate?(oldObject: T, object: T, request: AdmissionRequest): Warnings | Promise<Warnings>;
  validateDelete?(object: T, request: AdmissionRequest): Warnings | Promise<Warnings>;
}

/** Refuses an operation, with warnings beside. */
export class WarnedError extends Error {
  override readonly name = 'WarnedError';
  override readonly cause: unknown;
  readonly warnings: readonly string[];

  constructor(cause: Error | string, warnings: readonly string[]) {
    super(typeof cause === 'string' ? cause : cause.message);
    this.cause = cause;
    this.warnings = warnings;
  }
}

/** Deletions are not asked about. Mirrors WithDefaulter. Differs: there are no types of a program that could know less than an object has. */
export function defaultingHandler<T extends KubeObject>(
  type: ResourceType<T>,
  defaulter: Defaulter<T>,
): AdmissionHandler {
  return async (request) => {
    if (request.operation === 'DELETE') return allowed();
    const object = decoded(type, request.object);
    if (object instanceof Error) return errored(400, object);
    try {
      return patchedTo(object, await defaulter.default(object, request));
    } catch (error) {
      if (isPanic(error)) throw error;
      return refused(error);
    }
  };
}

/** Mirrors WithValidator. */
export function validatingHandler<T extends KubeObject>(
  type: ResourceType<T>,
  validator: Validator<T>,
): AdmissionHandler {
  return async (request) => {
    const { operation } = request;
    const object = operation === 'DELETE' ? request.oldObject : request.object;
    const [given, before] = [decoded(type, object), decoded(type, request.oldObject)];
    if (operation === 'CONNECT') return allowed();
    if (given instanceof Error) return errored(400, given);
    if (operation === 'UPDATE' && before instanceof Error) return errored(400, before);
    try {
      const warnings = await validated(validator, request, given, before);
      return withAdmissionWarnings(allowed(), ...(warnings ?? []));
    } catch (error) {
      if (isPanic(error)) throw error;
      if (!(error instanceof WarnedError)) return refused(error);
      return withAdmissionWarnings(refused(error.cause), ...error.warnings);
    }
  };
}

function validated<T extends KubeObject>(
  validator: Validator<T>,
  request: AdmissionRequest,
  object: T,
  before: T | Error,
): Warnings | Promise<Warnings> {
  if (request.operation === 'CREATE') return validator.validateCreate?.(object, request);
  if (request.operation === 'DELETE') return validator.validateDelete?.(object, request);
  // What could not be read of an update has been answered.
  return before instanceof Error ? undefined : validator.validateUpdate?.(before, object, request);
}

/** All are asked, one after the other, each about the object as it came; the first that refuses decides. Mirrors MultiMutatingHandler. */
export function multiMutatingHandler(...handlers: readonly AdmissionHandler[]): AdmissionHandler {
  return (request, http) => askAll(handlers, request, http);
}

/** All are asked, one after the other; the first that refuses decides. Mirrors MultiValidatingHandler. */
export function multiValidatingHandler(...handlers: readonly AdmissionHandler[]): AdmissionHandler {
  return async (request, http) => {
    const { patches: _, ...answer } = await askAll(handlers, request, http);
    return answer;
  };
}

async function askAll(
  handlers: readonly AdmissionHandler[],
  ...asked: Parameters<AdmissionHandler>
): Promise<AdmissionAnswer> {
  const answers: AdmissionAnswer[] = [];
  for (const handler of handlers) {
    const answer = await handler(...asked);
    if (!answer.allowed) return answer;
    answers.push(answer);
  }
  const patches = answers.flatMap((answer) => answer.patches ?? []);
  const warnings = answers.flatMap((answer) => answer.warnings ?? []);
  return withAdmissionWarnings({ ...allowed(), patches }, ...warnings);
}

/** An object of the type, which may leave out what it is. */
function decoded<T extends KubeObject>(
  type: ResourceType<T>,
  object: KubeObject | null | undefined,
): T | Error {
  if (object === undefined || object === null || typeof object !== 'object') {
    return new Error('there is no content to decode');
  }
  const { apiVersion = apiVersionOf(type), kind = type.kind } = object;
  if (apiVersion === apiVersionOf(type) && kind === type.kind) return object as T;
  return new Error(
    `unable to decode ${apiVersion}, Kind=${kind} into ${apiVersionOf(type)}, Kind=${type.kind}`,
  );
}
