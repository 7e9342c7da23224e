import type { FieldError, KubeObject, NameRule, UserInfo } from '../../../apimachinery/index.ts';
import type { Environment } from '../../../environment/index.ts';

/** What a strategy may ask while it prepares or validates an object. */
export interface StrategyContext {
  readonly environment: Environment;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  /** Who asks. */
  readonly user: UserInfo;
  /** What this request takes for its object alone; only of kinds whose strategy has `reserved`. */
  readonly reserved?: {
    /** At most so many values are not free. */
    readonly size: number;
    readonly isDryRun: boolean;
    /** False if the value is another object's than that of the uid, or is about to be. */
    take(value: string, uid: string): boolean;
  };
  /** Only of services. */
  readonly addresses?: AddressPool;
}

/** The addresses that services can have. */
export interface AddressPool {
  /** Those of which the cluster has addresses; the first is the default. */
  readonly families: readonly string[];
  /** The ranges of one of them. */
  ranges(family: string): readonly AddressRangeLike[];
  /** Whether it is given out, to a service or by hand. */
  isTaken(address: string): boolean;
}

export interface AddressRangeLike {
  /** `10.96.0.0/12`. */
  readonly text: string;
  readonly networkAddress: string;
  contains(address: string): boolean;
  /** All of them, once; where it begins follows from the seed. */
  addresses(seed: number): Iterable<string>;
}

export interface DeleteRequest {
  readonly gracePeriodSeconds?: number | bigint;
}

/**
 * All that may be wrong with the objects of a kind besides their metadata, in the order in which Kubernetes finds it. Where a
 * kind has one its schema is asked for types alone; what Go would read as a zero value may be missing. Mirrors the Validate
 * and ValidateUpdate of its strategies in kubernetes pkg/registry.
 */
export interface Validator {
  create(object: KubeObject, around: Surroundings): readonly FieldError[];
  update(object: KubeObject, old: KubeObject): readonly FieldError[];
  /** Of an update through the status subresource; absent: nothing is looked at. */
  status?(object: KubeObject, old: KubeObject, around: Surroundings): readonly FieldError[];
}

/** What a validator may ask besides the object. */
export interface Surroundings {
  /** Undefined: there are none, or no such namespace. */
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined;
}

/**
 * How a kind behaves beyond what its schema says. Mirrors kubernetes apiserver pkg/registry/rest (RESTCreateStrategy,
 * RESTUpdateStrategy, RESTGracefulDeleteStrategy). Objects are frozen; a strategy answers with new ones that share
 * what did not change. Most kinds need nothing of it.
 */
export interface Strategy {
  /** metadata.generation is kept: 1 on creation, one more with every change of the spec. */
  readonly generation?: boolean;
  /** A PUT of an object that does not exist creates it. */
  readonly createOnUpdate?: boolean;
  /** False: a PUT must carry a resourceVersion. Default true. */
  readonly unconditionalUpdate?: boolean;
  /** False: a created object keeps the status it came with. Default true where there is a status subresource. */
  readonly resetStatus?: boolean;
  /** What its objects may be called. Default: a DNS subdomain. */
  readonly nameRule?: NameRule;
  /** What else of the object makes a new generation when it changes. */
  readonly generationAlso?: (object: KubeObject) => unknown;
  /** An empty list or map that is given makes a new generation: nothing is stored of it, so it is new each time. */
  readonly countsEmpties?: boolean;
  readonly prepareForCreate?: (object: KubeObject, context: StrategyContext) => KubeObject;
  readonly prepareForUpdate?: (object: KubeObject, old: KubeObject, context: StrategyContext) => KubeObject;
  readonly prepareForStatusUpdate?: (
    object: KubeObject,
    old: KubeObject,
    context: StrategyContext,
  ) => KubeObject;
  /** What is wrong with its objects; instead of the `validate...` below, and of the rules of values. */
  readonly validator?: Validator;
  /** What a new object may not have. */
  readonly validateCreate?: (object: KubeObject) => readonly FieldError[];
  /** Rules the schema cannot say. */
  readonly validate?: (object: KubeObject) => readonly FieldError[];
  readonly validateUpdate?: (object: KubeObject, old: KubeObject) => readonly FieldError[];
  /** The values (addresses, ports) of an object that no other object of the kind may have. */
  readonly reserved?: (object: KubeObject) => readonly string[];
  /** How long a deletion waits, in seconds; undefined or 0: gone at once. */
  readonly gracePeriodSeconds?: (object: KubeObject, request: DeleteRequest) => number | undefined;
  /** True: marked for deletion but kept until its own finalizers (a namespace's spec.finalizers) are empty. */
  readonly keepsUntilFinalized?: (object: KubeObject) => boolean;
  /** Why nobody deletes an object by its name; undefined for others. Deletions of collections do not ask. */
  readonly whyKept?: (object: KubeObject) => string | undefined;
  /** What the first DELETE of an object makes of it, where that is not only a mark: it stays until somebody lets it go. */
  readonly firstDeletion?: (object: KubeObject, now: string) => KubeObject;
  /** What marking for deletion changes besides metadata. */
  readonly prepareForDelete?: (object: KubeObject) => KubeObject;
}

/** A validator for objects of one type; an update is looked at as a new object is, unless it has rules of its own. */
export function validatorOf<Type>(
  create: (object: Type) => readonly FieldError[],
  update: (object: Type, old: Type) => readonly FieldError[] = create,
  status?: (object: Type, old: Type) => readonly FieldError[],
): Validator {
  const both = {
    create: (object: KubeObject) => create(object as Type),
    update: (object: KubeObject, old: KubeObject) => update(object as Type, old as Type),
  };
  if (status === undefined) return both;
  return { ...both, status: (object, old) => status(object as Type, old as Type) };
}

/** Of what comes with a new status only the status counts, and who owns it. Mirrors metav1.ResetObjectMetaForStatus. */
export const statusAlone: Strategy = {
  prepareForStatusUpdate(object, old) {
    const { managedFields } = object.metadata ?? {};
    const { managedFields: _, ...metadata } = old.metadata ?? {};
    return {
      ...object,
      metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
    } as KubeObject;
  },
};

/** A part of an object by name, for strategies that look at what the generic types do not name. */
export function part(object: object, field: 'spec' | 'status'): Readonly<Record<string, unknown>> {
  const value = (object as unknown as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The object with its spec or status replaced, or dropped for undefined. The same object if nothing changes. */
export function withPart(object: KubeObject, field: 'spec' | 'status', value: unknown): KubeObject {
  const fields = object as unknown as Readonly<Record<string, unknown>>;
  if (fields[field] === value) return object;
  if (value === undefined) {
    const { [field]: _, ...rest } = fields;
    return rest as KubeObject;
  }
  // Set afterwards: engines define a computed name within a literal the long way.
  const copy: Record<string, unknown> = { ...fields };
  copy[field] = value;
  return copy as KubeObject;
}

export function withMetadata(object: KubeObject, changes: object): KubeObject {
  return { ...object, metadata: { ...object.metadata, ...changes } } as KubeObject;
}
