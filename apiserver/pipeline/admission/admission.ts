import { canReadManagedFields, type KubeObject } from '../../../apimachinery/index.ts';
import { knownFields } from '../../request/body.ts';
import { bodyType } from '../../request/body-type.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { normalize } from '../object-rules.ts';
import { withMetadata } from '../strategies/index.ts';
import type { MatchedPlugins } from './admission-chain.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';
import { type Operation, RequestAttributes } from './attributes.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

interface DeleteOptions {
  readonly dryRun?: readonly string[];
}

/** The plugins that one request has to pass. */
export class Admission {
  readonly #context: RequestContext;
  readonly #operation: Operation;
  readonly #plugins: MatchedPlugins | undefined;
  readonly #deleteOptions: DeleteOptions | undefined;

  constructor(context: RequestContext, operation: Operation, deleteOptions?: DeleteOptions) {
    this.#context = context;
    this.#operation = operation;
    this.#plugins = context.server.admission.pluginsFor(context.kind, operation, context.info.subresource);
    this.#deleteOptions = deleteOptions;
  }

  /** What the mutating plugins make of the object, or a promise of it where one of them takes its time. Throws what they refuse with. */
  mutate(object: KubeObject, old?: KubeObject): KubeObject | Promise<KubeObject> {
    if (this.#areIdle(this.#plugins?.mutating)) return object;
    const attributes = this.#attributes(object, old);
    const pending = this.#admitAll(attributes);
    if (pending !== undefined) return pending.then(() => this.#checked(attributes.object ?? object, object));
    return this.#checked(attributes.object ?? object, object);
  }

  /** Asks the validating plugins. Undefined: all have agreed already. */
  validate(object: KubeObject, old?: KubeObject): Promise<void> | undefined {
    if (this.#areIdle(this.#plugins?.validating)) return undefined;
    return this.#validate(this.#attributes(object, old), 0);
  }

  /**
   * Asked before an object is created, where others took their time: its namespace may have gone meanwhile, and what is made in
   * there then nobody would delete. Kubernetes does not ask again.
   */
  async confirm(object: KubeObject): Promise<void> {
    await namespaceLifecycle.admit(this.#attributes(object, undefined), this.#context.server);
  }

  /** Asks all about what is to be removed, which nobody can change. Undefined: all have agreed already. */
  remove(old: KubeObject): Promise<void> | undefined {
    if (this.#plugins === undefined) return undefined;
    const pending = this.#admit(this.#attributes(undefined, old), 0);
    if (pending === undefined) return this.#validate(this.#attributes(undefined, old), 0);
    return pending.then(() => this.#validate(this.#attributes(undefined, old), 0));
  }

  #areIdle(plugins: readonly AdmissionPlugin[] | undefined): boolean {
    return plugins?.every(({ isIdle }) => isIdle?.(this.#context.server)) ?? true;
  }

  #attributes(object: KubeObject | undefined, old: KubeObject | undefined): RequestAttributes {
    return new RequestAttributes(this.#context, this.#operation, [object, old], this.#deleteOptions);
  }

  /** Mirrors kubernetes apiserver pkg/admission (reinvoker). */
  #admitAll(attributes: RequestAttributes): Promise<void> | undefined {
    const again = () => (attributes.beginReinvocation() ? this.#admit(attributes, 0) : undefined);
    const pending = this.#admit(attributes, 0);
    return pending === undefined ? again() : pending.then(again);
  }

  /** Most answers are there at once; a promise is a scheduling point that is not worth taking for them. */
  #admit(attributes: RequestAttributes, start: number): Promise<void> | undefined {
    const { mutating = [] } = this.#plugins ?? {};
    for (let at = start; at < mutating.length; at++) {
      const answer = mutating[at]?.admit(attributes, this.#context.server);
      if (answer instanceof Promise) {
        return answer.then((later) => {
          attributes.object = later ?? attributes.object;
          return this.#admit(attributes, at + 1);
        });
      }
      attributes.object = answer ?? attributes.object;
    }
    return undefined;
  }

  #validate(attributes: RequestAttributes, start: number): Promise<void> | undefined {
    const { validating = [] } = this.#plugins ?? {};
    for (let at = start; at < validating.length; at++) {
      const answer = validating[at]?.validate(attributes, this.#context.server);
      if (answer instanceof Promise) return answer.then(() => this.#validate(attributes, at + 1));
    }
    return undefined;
  }

  #checked(admitted: KubeObject, object: KubeObject): KubeObject {
    if (admitted === object) return object;
    const checked = withOwnersThatCanBeRead(this.#context, inPlace(this.#context, admitted), object);
    return this.#plugins?.isForeign === true ? this.#read(checked) : checked;
  }

  /** What plugins make that are not built in is read like a body: types are checked, defaults filled in. */
  #read(admitted: KubeObject): KubeObject {
    const { kind } = this.#context;
    const { kind: given } = this.#attributes(admitted, undefined);
    if (given.kind !== kind.resource.kind || given.group !== kind.resource.group) {
      return knownFields(this.#context, admitted, bodyType(given));
    }
    return normalize(this.#context, knownFields(this.#context, admitted, kind));
  }
}

/** Mirrors kubernetes apiserver pkg/registry/rest (EnsureObjectNamespaceMatchesRequestNamespace): what says no namespace is in that of the request. */
function inPlace({ info, kind }: RequestContext, object: KubeObject): KubeObject {
  const isPlaced = !kind.resource.namespaced || (object.metadata?.namespace ?? '') !== '';
  return isPlaced || info.namespace === '' ? object : withMetadata(object, { namespace: info.namespace });
}

/** Mirrors k8s.io/apimachinery pkg/util/managedfields (managedFieldsValidatingAdmissionController). */
function withOwnersThatCanBeRead(
  { warnings }: RequestContext,
  admitted: KubeObject,
  before: KubeObject,
): KubeObject {
  const { managedFields } = before.metadata ?? {};
  const changed = admitted.metadata?.managedFields;
  if (changed === managedFields || canReadManagedFields(changed)) return admitted;
  warnings.push(
    '.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: managed fields cannot be decoded',
  );
  return withMetadata(admitted, { managedFields });
}

/** Passes what is not stored itself (a Binding, an Eviction, a review) by all plugins; `check` is asked in between. */
export async function admit(
  context: RequestContext,
  operation: Operation,
  object: KubeObject,
  check: (admitted: KubeObject) => void = () => {},
): Promise<KubeObject> {
  const admission = new Admission(context, operation);
  const admitted = await admission.mutate(object);
  check(admitted);
  await admission.validate(admitted);
  return admitted;
}
