import { definition, type V1JSONSchemaProps } from '../../../api/index.ts';
import { pruneUnknown, type Schema } from '../../../apimachinery/index.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';

type Members = Readonly<Record<string, Schema>>;

/**
 * The schema of a custom resource as Kubernetes serves it: what its definition declares, where the resource itself and those
 * within it have apiVersion, kind and metadata. Where nothing is to be added it is the declared one, by reference.
 */
export function structuralSchema(declared: V1JSONSchemaProps | undefined): Schema {
  if (declared === undefined) {
    return Object.freeze({ type: 'object', preserveUnknownFields: true, properties: resourceMembers({}) });
  }
  const { embeddedResource: _, ...root } = withResources(declaredSchema(declared));
  return Object.freeze({ ...root, type: 'object', properties: resourceMembers(root.properties ?? {}) });
}

const text: Schema = Object.freeze({ type: 'string' });

function resourceMembers(declared: Members): Members {
  return Object.freeze({
    apiVersion: text,
    kind: text,
    ...declared,
    metadata: metadataOf(declared.metadata),
  });
}

/** Metadata are what they are anywhere; a definition may give them, or their fields, defaults. */
function metadataOf(declared: Schema | undefined): Schema {
  const metadata = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  const defaults = Object.entries(declared?.properties ?? {}).filter(
    ([name, member]) => member.default !== undefined && metadata.properties?.[name] !== undefined,
  );
  const whole = declared?.default;
  if (defaults.length === 0 && whole === undefined) return metadata;
  const members = defaults.map(([name, member]) => [
    name,
    Object.freeze({ ...metadata.properties?.[name], default: member.default }),
  ]);
  return Object.freeze({
    ...metadata,
    properties: { ...metadata.properties, ...Object.fromEntries(members) },
    ...(whole === undefined ? {} : { default: pruneUnknown(metadata, whole).value }),
  });
}

/** The schema itself where neither it nor anything in it is a resource, or a list whose items keep what is unknown. */
function withResources(schema: Schema): Schema {
  const changes: { properties?: Members; items?: Schema; additionalProperties?: Schema } = {};
  const { properties, items, additionalProperties } = schema;
  const members = properties === undefined ? undefined : eachWithResources(properties);
  if (members !== properties && members !== undefined) changes.properties = members;
  const item = items && itemsOf(schema, withResources(items));
  if (item !== items && item !== undefined) changes.items = item;
  const other = additionalProperties && withResources(additionalProperties);
  if (other !== additionalProperties && other !== undefined) changes.additionalProperties = other;
  if (schema.embeddedResource === true) changes.properties = resourceMembers(members ?? {});
  return Object.keys(changes).length === 0 ? schema : Object.freeze({ ...schema, ...changes });
}

/** A list that keeps unknown fields keeps those of its items. */
function itemsOf({ preserveUnknownFields }: Schema, items: Schema): Schema {
  if (preserveUnknownFields !== true || items.preserveUnknownFields === true) return items;
  return Object.freeze({ ...items, preserveUnknownFields: true });
}

function eachWithResources(members: Members): Members {
  let changed = false;
  const entries = Object.entries(members).map(([name, member]) => {
    const made = withResources(member);
    changed ||= made !== member;
    return [name, made] as const;
  });
  return changed ? Object.freeze(Object.fromEntries(entries)) : members;
}
