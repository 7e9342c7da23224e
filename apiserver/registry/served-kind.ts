import type { Defaulter, ScalePaths, ServedResource } from '../../api/index.ts';
import type { FieldError, FieldGetters, KubeObject, Schema } from '../../apimachinery/index.ts';
import type { ReservedValues, Strategy } from '../pipeline/strategies/index.ts';
import type { Printer } from '../respond/tables/index.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import type { Subresource } from '../subresources/index.ts';

/**
 * All that is true of one kind in one version, before anything serves it. Only the resource must be said: what is absent
 * is as it is for most kinds. Built-in kinds get theirs from tables (`built-in-kinds.ts`); a definition of a custom
 * resource becomes one of these, too.
 */
export interface KindDefinition {
  /** Its names, scope, verbs and subresources, as discovery tells them; a kind that is not built in brings its schema. */
  readonly resource: ServedResource;
  /** How it behaves beyond its schema. */
  readonly strategy?: Strategy;
  /** The columns of `kubectl get`. Absent: name and creation. */
  readonly printer?: Printer;
  /** Where it keeps what a Scale shows. Absent: it has no scale subresource. */
  readonly scale?: ScalePaths;
  /** What is served below its objects besides `status` and `scale`, which are the same for all kinds. */
  readonly subresources?: readonly Subresource[];
  /** All it can be selected by. Absent: name and namespace. */
  readonly selectableFields?: FieldGetters<KubeObject>;
  /** What a selector of any other field is refused with. */
  readonly unknownField?: (field: string) => string;
  /** The selectable field by which its watches are dispatched. */
  readonly triggerField?: string;
  /** Defaults that depend on other fields. */
  readonly defaulter?: Defaulter;
  /** What clients are told of an object though nothing is wrong; of a change of `old` only what is new. */
  readonly warnings?: (object: KubeObject, old?: KubeObject) => readonly string[];
  /** What clients are told whenever they ask for it. */
  readonly deprecation?: string;
  /** What it answers to, where that is more than discovery tells. */
  readonly verbs?: readonly string[];
  /** True: neither discovery nor OpenAPI tell of it. */
  readonly hidden?: boolean;
  /** How its objects are stored. Absent: as Kubernetes converts its own kinds. */
  readonly conversion?: Conversion;
  /** True: a deletion is answered with the object that went, not with a Status. */
  readonly returnsDeleted?: boolean;
  /** For how long an object stays after it was last written. Absent: until it is deleted. */
  readonly ttlMs?: number;
}

/** One resource served in one version, with everything the verbs need to know of it. */
export interface ServedKind {
  readonly resource: ServedResource;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** The name its type has inside of Kubernetes, as messages give it: `apps.Deployment`. */
  readonly internalType: string;
  readonly schema: Schema;
  readonly strategy: Strategy;
  readonly hasStatus: boolean;
  readonly printer: Printer;
  readonly scale: ScalePaths | undefined;
  readonly subresources: readonly Subresource[];
  readonly selectableFields: FieldGetters<KubeObject>;
  readonly unknownField: (field: string) => string;
  readonly triggerField: string | undefined;
  readonly deprecation: string | undefined;
  readonly verbs: readonly string[];
  readonly hidden: boolean;
  readonly returnsDeleted: boolean;
  /** What each of its objects has for itself alone; undefined where there is nothing of the kind. */
  readonly reserved: ReservedValues | undefined;
  /** Shared by all versions of the resource. */
  readonly storage: ObjectStorage;
  /** Undefined where objects are stored as they are served. */
  readonly conversion: Conversion | undefined;
  /**
   * The object with all defaults filled in; the same object when it has them. `before`: the one that is stored, which has
   * them.
   */
  defaults(object: KubeObject, before?: KubeObject): KubeObject;
  /** What values may not be though their types are right; what is the same as in `old` is not looked at again. */
  valueErrors(object: KubeObject, old?: KubeObject): readonly FieldError[];
  warnings(object: KubeObject, old?: KubeObject): readonly string[];
}

/** Between objects as they are served and as they are stored. Each answers the same object where there is nothing to do. */
export interface Conversion {
  /** Gets stored objects ready to be read, all at once. Undefined: they are. Rejects with StatusError. */
  readonly prepare?: ((objects: readonly KubeObject[]) => Promise<void> | undefined) | undefined;
  /** The same for one that is to be stored. */
  readonly prepareToStore?: ((object: KubeObject) => Promise<void> | undefined) | undefined;
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
  /** The stored object in the served version; made once per revision. */
  convert(stored: StoredObject): StoredObject;
}

/** The object as this version serves it; ready to be read. */
export function served(kind: ServedKind, stored: StoredObject): StoredObject {
  return kind.conversion === undefined ? stored : kind.conversion.convert(stored);
}

/** The same of one that may still have to be got ready. */
export async function preparedAndServed(kind: ServedKind, stored: StoredObject): Promise<StoredObject> {
  const preparing = kind.conversion?.prepare?.([stored.object]);
  if (preparing !== undefined) await preparing;
  return served(kind, stored);
}
