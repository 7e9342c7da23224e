import { readFileSync } from 'node:fs';
import type { Schema } from '../apimachinery/index.ts';
import { goFields } from './facts/zero-fields.ts';

/**
 * A schema as the generator writes it: like Schema, but other definitions are named, not nested. What stands beside a
 * `$ref` overrides what the definition says.
 */
export interface StoredSchema
  extends Omit<Schema, 'properties' | 'additionalProperties' | 'items' | 'goFields'> {
  /** Name of a definition. */
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, StoredSchema>>;
  readonly additionalProperties?: StoredSchema;
  readonly items?: StoredSchema;
}

/** JSON of the StoredSchema of each definition, by name: a run uses few of them, so each is read when it is needed. */
export type StoredDefinitions = ReadonlyMap<string, string>;

type Building = { -readonly [K in keyof Schema]: Schema[K] };

/** Resolves definitions on demand. What is asked for twice is made once; definitions may contain themselves. */
export class Definitions {
  readonly #stored: StoredDefinitions;
  readonly #resolved = new Map<string, Building>();
  /** Schemas that add to a definition, filled when all definitions of one call are: it may be its own field. */
  #overlays: { readonly overlay: Building; readonly base: Building; readonly own: Partial<Building> }[] = [];
  #fresh: object[] = [];

  constructor(stored: StoredDefinitions) {
    this.#stored = stored;
  }

  names(): string[] {
    return [...this.#stored.keys()];
  }

  /** As the generator wrote it. Throws for a name that is not defined. */
  stored(name: string): StoredSchema {
    const stored = this.#stored.get(name);
    if (stored === undefined) throw new Error(`there is no definition ${name}`);
    return JSON.parse(stored) as StoredSchema;
  }

  /** Deeply frozen and shared; a definition that contains itself is a cycle. Throws for a name that is not defined. */
  get(name: string): Schema {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const schema = this.#define(name);
    for (const { overlay, base, own } of this.#overlays) Object.assign(overlay, base, own);
    for (const object of this.#fresh) Object.freeze(object);
    this.#overlays = [];
    this.#fresh = [];
    return schema;
  }

  #define(name: string): Building {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const stored = this.stored(name);
    const schema: Building = { definition: name };
    this.#resolved.set(name, schema);
    this.#fresh.push(schema);
    Object.assign(schema, this.#build(stored));
    const fields = goFields(name, schema.required);
    if (fields !== undefined) schema.goFields = fields;
    for (const [field, { schemaOr }] of fields ?? []) {
      const property = schema.properties?.[field];
      const place: Building | undefined = property?.additionalProperties ?? property;
      if (place !== undefined && schemaOr !== undefined) place.schemaOr = { schema, other: schemaOr };
    }
    return schema;
  }

  #build(stored: StoredSchema): Building {
    const { $ref, properties, additionalProperties, items, ...own } = stored;
    if ($ref !== undefined) return this.#reference($ref, own);
    const schema: Building = own;
    this.#fresh.push(schema);
    if (properties !== undefined) schema.properties = this.#properties(properties);
    if (additionalProperties !== undefined) schema.additionalProperties = this.#build(additionalProperties);
    if (items !== undefined) schema.items = this.#build(items);
    return schema;
  }

  #reference(name: string, own: Partial<Building>): Building {
    const base = this.#define(name);
    if (Object.keys(own).length === 0) return base;
    const overlay: Building = {};
    this.#overlays.push({ overlay, base, own });
    this.#fresh.push(overlay);
    return overlay;
  }

  #properties(stored: Readonly<Record<string, StoredSchema>>): Record<string, Schema> {
    const properties: Record<string, Schema> = {};
    for (const name of Object.keys(stored)) properties[name] = this.#build(stored[name] as StoredSchema);
    this.#fresh.push(properties);
    return properties;
  }
}

/** In the package the tables lie beside the folders, where the bundled command finds them too; in the sources, here. */
const generated = import.meta.url.endsWith('.ts') ? './generated' : '../generated';

/** Reads a generated table. Throws with what to do when it is not there. */
export function readGenerated<T>(file: string): T {
  return JSON.parse(readGeneratedText(file)) as T;
}

/** Reads the generated definitions: one a line, its name, a tab, its JSON. */
export function readDefinitions(): StoredDefinitions {
  const lines = readGeneratedText('definitions.jsonl').split('\n');
  return new Map(
    lines.map((line) => {
      const tab = line.indexOf('\t');
      return [line.slice(0, tab), line.slice(tab + 1)];
    }),
  );
}

function readGeneratedText(file: string): string {
  try {
    return readFileSync(new URL(`${generated}/${file}`, import.meta.url), 'utf8');
  } catch (error) {
    throw new Error(`the generated table ${file} cannot be read: run npm run generate`, { cause: error });
  }
}
