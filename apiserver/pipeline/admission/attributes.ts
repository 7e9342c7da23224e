import {
  forbidden,
  type KubeObject,
  type RequestCause,
  type StatusError,
  type UserInfo,
} from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What an admission plugin may know of a request. Mirrors kubernetes apiserver pkg/admission (Attributes). */
export interface Attributes {
  readonly operation: Operation;
  /** What `object` is: of a subresource its own kind (Binding, Scale), which may be of another group. */
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
  readonly subresource: string;
  /** '' where the server is still to make it, and of a collection. */
  readonly name: string;
  readonly namespace: string;
  /** What is to be written, or done: undefined of a DELETE. Frozen, at least where it is shared. */
  readonly object: KubeObject | undefined;
  /** What is there: of an UPDATE and a DELETE. */
  readonly oldObject: KubeObject | undefined;
  /** CreateOptions, UpdateOptions or DeleteOptions; undefined of a CONNECT. */
  readonly options: object | undefined;
  readonly dryRun: boolean;
  /** What made somebody ask, for what is written because of it. */
  readonly cause: RequestCause | undefined;
  readonly userInfo: UserInfo;
  /** Has the client told of something, whatever becomes of the request. */
  warn(text: string): void;
  /** Says something of the request to the audit: the trace keeps it. What was said first under a key counts. */
  annotate(key: string, value: string): void;
  /** Has all mutating plugins asked once more, because the object has changed after some of them saw it. */
  reinvoke(): void;
  /** Whether they are asked for the second time. */
  readonly isReinvoked: boolean;
}

/** The attributes of one request. What is seldom asked for is made when it is. */
export class RequestAttributes implements Attributes {
  readonly operation: Operation;
  readonly oldObject: KubeObject | undefined;
  readonly dryRun: boolean;
  readonly #context: RequestContext;
  readonly #deleteOptions: object | undefined;
  /** What the plugins so far have made of it. */
  object: KubeObject | undefined;
  isReinvoked = false;
  #wantsReinvocation = false;

  constructor(
    context: RequestContext,
    operation: Operation,
    [object, oldObject]: readonly [KubeObject | undefined, KubeObject | undefined],
    deleteOptions?: { readonly dryRun?: readonly string[] },
  ) {
    this.#context = context;
    this.#deleteOptions = deleteOptions;
    this.operation = operation;
    this.object = object;
    this.oldObject = oldObject;
    this.dryRun =
      deleteOptions === undefined ? context.origin.dryRun : (deleteOptions.dryRun ?? []).length > 0;
  }

  get kind(): Attributes['kind'] {
    const { kind, info } = this.#context;
    if (info.subresource === '') return kind.resource;
    return kind.resource.subresources.find(({ name }) => name === info.subresource) ?? kind.resource;
  }

  get resource(): Attributes['resource'] {
    return this.#context.kind.resource;
  }

  get subresource(): string {
    return this.#context.info.subresource;
  }

  get name(): string {
    return this.#context.info.name || (this.object?.metadata?.name ?? '');
  }

  /** A namespace is in itself. */
  get namespace(): string {
    const { group, namespace, resource } = this.#context.info;
    return namespace === '' && resource === 'namespaces' && group === '' ? this.name : namespace;
  }

  get cause(): RequestCause | undefined {
    return this.#context.origin.cause;
  }

  get userInfo(): UserInfo {
    return this.#context.user;
  }

  warn(text: string): void {
    this.#context.warnings.push(text);
  }

  annotate(key: string, value: string): void {
    const { request, origin, server } = this.#context;
    const said = annotated.get(this.#context) ?? new Set();
    if (said.has(key)) return;
    annotated.set(this.#context, said.add(key));
    const { method, path } = request;
    server.environment.trace.record('audit', { by: origin.by, method, path, key, value }, origin.cause);
  }

  reinvoke(): void {
    this.#wantsReinvocation = true;
  }

  /** Whether the plugins are to be asked again, which they are then at most once. */
  beginReinvocation(): boolean {
    this.isReinvoked ||= this.#wantsReinvocation;
    return this.isReinvoked;
  }

  get options(): object | undefined {
    if (this.operation === 'CONNECT') return undefined;
    const options = { kind: optionsNames[this.operation], apiVersion: 'meta.k8s.io/v1' };
    if (this.operation === 'DELETE') return { ...this.#deleteOptions, ...options };
    const { dryRun, fieldManager, fieldValidation } = this.#context.request.query;
    return {
      ...options,
      ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
      ...(fieldManager === undefined ? {} : { fieldManager }),
      ...(fieldValidation === undefined ? {} : { fieldValidation }),
    };
  }
}

/** What was said of a request to the audit already: its writes may be tried more than once. */
const annotated = new WeakMap<RequestContext, Set<string>>();

/** A patch has those of what it comes to. */
const optionsNames = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const;

/** What a plugin refuses with. Mirrors kubernetes apiserver pkg/admission (NewForbidden). */
export function notAdmitted(attributes: Attributes, says: string): StatusError {
  return forbidden(attributes.resource, nameToTell(attributes), says);
}

/** The name there is, or what it will be made of. */
export function nameToTell({ name, object }: Attributes): string {
  if (name !== '' || object === undefined) return name || 'Unknown';
  return object.metadata?.generateName || 'Unknown';
}
