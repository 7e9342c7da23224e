import { definition, isCustom, type ServedResource, schemaFor } from '../../../api/index.ts';
import { compareStrings, groupVersionKind, type Schema } from '../../../apimachinery/index.ts';
import { customDocument, customListDocument, customListName } from './custom-definitions.ts';
import type { GroupVersionKind } from './group-version-kind.ts';
import { publishedDefinition } from './published.ts';
import type { Dialect, SchemaDocument } from './schema-document.ts';
import {
  deleteOptions,
  listMeta,
  objectMeta,
  patchDefinition,
  specialDefinitionOf,
  specialDefinitions,
  statusDefinition,
} from './special-definitions.ts';

/** A definition of a document: what it is called, what it says, and which kinds it is the schema of. */
export interface DescribedDefinition {
  readonly name: string;
  /** Undefined for a special definition. */
  readonly schema: Schema | undefined;
  readonly kinds: readonly GroupVersionKind[];
  /** Of a custom resource, or of its list: what it says. */
  readonly custom?: (dialect: Dialect) => SchemaDocument;
}

/** Every definition that the resources, their lists and their subresources need, by name and sorted by it. */
export function describedDefinitions(resources: readonly ServedResource[]): readonly DescribedDefinition[] {
  const collected = new DefinitionCollector();
  for (const resource of resources) {
    const { group, version, kind, listKind } = resource;
    if (isCustom(resource)) collected.addCustom(resource);
    else collected.add(resource.definition, definition(resource.definition), { group, version, kind });
    if (listKind !== '') collected.addKind({ group, version, kind: listKind });
    for (const subresource of resource.subresources) collected.addKind(subresource);
    collected.nameKind(deleteOptions, { group, version, kind: 'DeleteOptions' });
  }
  collected.add(statusDefinition, definition(statusDefinition), { group: '', version: 'v1', kind: 'Status' });
  collected.add(deleteOptions, definition(deleteOptions), {
    group: '',
    version: 'v1',
    kind: 'DeleteOptions',
  });
  collected.addSpecial(patchDefinition);
  return collected.sorted();
}

function described(name: string, custom: (dialect: Dialect) => SchemaDocument): DescribedDefinition {
  return { name, schema: undefined, kinds: [], custom };
}

function inOrder(left: GroupVersionKind, right: GroupVersionKind): number {
  const texts = ({ group, version, kind }: GroupVersionKind) => `${group}\n${version}\n${kind}`;
  return compareStrings(texts(left), texts(right));
}

class DefinitionCollector {
  readonly #schemas = new Map<string, Schema | undefined>();
  readonly #kinds = new Map<string, Map<string, GroupVersionKind>>();
  readonly #custom: DescribedDefinition[] = [];

  add(name: string, schema: Schema, kind: GroupVersionKind): void {
    this.nameKind(name, kind);
    if (!this.#schemas.has(name)) this.#keep(name, schema);
  }

  /** Adds a built-in kind; one without a schema (the options of exec and the like) is no definition. */
  addKind({ group, version, kind }: GroupVersionKind): void {
    const schema = schemaFor(group, version, kind);
    if (schema?.definition !== undefined) this.add(schema.definition, schema, { group, version, kind });
  }

  addCustom(resource: ServedResource): void {
    this.#custom.push(
      described(resource.definition, (dialect) => customDocument(resource, dialect)),
      described(customListName(resource), (dialect) => customListDocument(resource, dialect)),
    );
    for (const name of [objectMeta, listMeta]) this.#walk(definition(name));
  }

  addSpecial(name: string): void {
    if (specialDefinitions[name] !== undefined) this.#schemas.set(name, undefined);
  }

  nameKind(name: string, { group, version, kind }: GroupVersionKind): void {
    const kinds = this.#kinds.get(name) ?? new Map<string, GroupVersionKind>();
    this.#kinds.set(name, kinds);
    kinds.set(groupVersionKind({ group, version, kind }), { group, kind, version });
  }

  sorted(): readonly DescribedDefinition[] {
    const builtIn = [...this.#schemas].map(([name, schema]) => {
      const kinds = [...(this.#kinds.get(name)?.values() ?? [])];
      return { name, schema, kinds: kinds.sort(inOrder) };
    });
    return [...builtIn, ...this.#custom].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Definitions may contain themselves; each is walked once. */
  #walk(schema: Schema): void {
    const special = specialDefinitionOf(schema);
    const name = schema.definition;
    if (special !== undefined) {
      this.addSpecial(special);
    } else if (name === undefined) {
      this.#walkParts(schema);
    } else if (!this.#schemas.has(name)) {
      this.#keep(name, definition(name));
    }
  }

  #keep(name: string, schema: Schema): void {
    this.#schemas.set(name, schema);
    this.#walkParts(schema);
    for (const { of } of publishedDefinition(name).values()) if (of !== undefined) this.addSpecial(of);
  }

  #walkParts(schema: Schema): void {
    for (const property of Object.values(schema.properties ?? {})) this.#walk(property);
    if (schema.items !== undefined) this.#walk(schema.items);
    if (schema.additionalProperties !== undefined) this.#walk(schema.additionalProperties);
  }
}
