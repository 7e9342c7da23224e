import { definition, schemaFor, zeroObject } from '../../../api/index.ts';
import {
  allFields,
  apiVersionOf,
  FieldManager,
  formatTime,
  type KubeObject,
  type Schema,
  type VersionConverter,
  type VersionedKind,
} from '../../../apimachinery/index.ts';
import type { Clock } from '../../../environment/index.ts';
import type { ResourceRegistry } from '../../registry/resource-registry.ts';
import type { ServedKind } from '../../registry/served-kind.ts';
import { settableFields } from './settable-fields.ts';

/** The field managers of all kinds and their subresources, each made when it is first needed. */
export class FieldManagers {
  readonly #clock: Clock;
  readonly #resources: ResourceRegistry;
  readonly #managers = new WeakMap<ServedKind, Map<string, FieldManager>>();

  #seconds = Number.NaN;
  #time = '';

  constructor(clock: Clock, resources: ResourceRegistry) {
    this.#clock = clock;
    this.#resources = resources;
  }

  /** `subresource`: '' for the objects themselves. */
  of(kind: ServedKind, subresource: string): FieldManager {
    let managers = this.#managers.get(kind);
    if (managers === undefined) {
      managers = new Map();
      this.#managers.set(kind, managers);
    }
    let manager = managers.get(subresource);
    if (manager === undefined) {
      manager = this.#make(kind, subresource);
      managers.set(subresource, manager);
    }
    return manager;
  }

  /** In seconds. It is asked for with every write, and seldom another than the time before. */
  #now(): string {
    const seconds = Math.floor(this.#clock.now() / 1000);
    if (seconds !== this.#seconds) {
      this.#seconds = seconds;
      this.#time = formatTime(seconds * 1000);
    }
    return this.#time;
  }

  #make(kind: ServedKind, subresource: string): FieldManager {
    const now = () => this.#now();
    const { resource } = kind;
    const type = resource.subresources.find(({ name }) => name === subresource) ?? resource;
    const apiVersion = apiVersionOf(type);
    const zero = zeroObject(type) ?? { apiVersion, kind: type.kind, metadata: {} };
    if (type.kind === resource.kind) {
      const versions = new Versions(this.#resources, kind, subresource);
      return new FieldManager({
        kind: versions.own,
        kindName: type.kind,
        subresource,
        versions,
        zero,
        now,
      });
    }
    const view = {
      apiVersion,
      schema: schemaFor(type.group, type.version, type.kind) ?? {},
      settable: allFields,
    };
    const versions: VersionConverter = {
      kindOf: (wanted) => (wanted === apiVersion ? view : undefined),
      convert: (object) => object,
    };
    return new FieldManager({ kind: view, kindName: type.kind, subresource, versions, zero, now });
  }
}

/** The versions in which a resource is served, as they are served when somebody asks. */
class Versions implements VersionConverter {
  readonly own: VersionedKind;
  readonly #resources: ResourceRegistry;
  readonly #kind: ServedKind;
  readonly #subresource: string;

  constructor(resources: ResourceRegistry, kind: ServedKind, subresource: string) {
    this.own = versionedKind(kind, subresource);
    this.#resources = resources;
    this.#kind = kind;
    this.#subresource = subresource;
  }

  kindOf(apiVersion: string): VersionedKind | undefined {
    if (apiVersion === this.own.apiVersion) return this.own;
    const served = this.#served(apiVersion);
    return served && versionedKind(served, this.#subresource);
  }

  convert(object: unknown, from: VersionedKind, to: VersionedKind): unknown {
    const [here, there] = [this.#served(from.apiVersion), this.#served(to.apiVersion)];
    if (isLater(here?.conversion?.prepareToStore?.(object as KubeObject))) return undefined;
    const stored = here?.conversion?.toStored(object as KubeObject) ?? (object as KubeObject);
    if (isLater(there?.conversion?.prepare?.([stored]))) return undefined;
    return there?.conversion?.fromStored(stored) ?? stored;
  }

  #served(apiVersion: string): ServedKind | undefined {
    const slash = apiVersion.indexOf('/');
    const [group, version] = [apiVersion.slice(0, Math.max(slash, 0)), apiVersion.slice(slash + 1)];
    return this.#resources.get({ group, version, resource: this.#kind.resource.resource });
  }
}

/** Whether a webhook is still to answer. What it says is of use another time; who asks for the object hears if it fails. */
function isLater(preparing: Promise<void> | undefined): boolean {
  preparing?.catch(() => {});
  return preparing !== undefined;
}

function versionedKind(kind: ServedKind, subresource: string): VersionedKind {
  return {
    apiVersion: kind.apiVersion,
    schema: trackedSchema(kind),
    settable: settableFields(kind, subresource),
  };
}

/**
 * By which the lists and maps of a kind are merged: with what every object has, of which the schema of a kind that is not
 * built in does not tell.
 */
export function trackedSchema({ resource, schema }: ServedKind): Schema {
  if (resource.schema === undefined) return schema;
  const text: Schema = { type: 'string' };
  const metadata = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  return { ...schema, properties: { ...schema.properties, apiVersion: text, kind: text, metadata } };
}
