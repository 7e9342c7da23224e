import { definition, schemaFor, type V1JSONSchemaProps } from '../../api/index.ts';
import { apiVersionOf, parseApiVersion, type Schema, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { declaredSchema } from '../../component-helpers/index.ts';
import type { KindSchema } from './check-types.ts';

/** As much of an OpenAPI document as is read here. */
interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, DescribedKind>> };
}

interface DescribedKind extends V1JSONSchemaProps {
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * The schema of a kind: that which is built in, or else what the server says of it; undefined where nobody knows it.
 * Mirrors kubernetes apiserver pkg/cel/openapi/resolver (Combine of definitions and discovery).
 */
export async function kindSchema(
  { group, version, kind }: GroupVersionKind,
  client: Client,
): Promise<KindSchema | undefined> {
  const known = schemaFor(group, version, kind);
  if (known !== undefined) return { group, version, kind, schema: known };
  const document = await documentOf(apiVersionOf({ group, version }), client);
  const described = Object.values(document.components?.schemas ?? {}).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (one) => one.group === group && one.version === version && one.kind === kind,
    ),
  );
  return described && { group, version, kind, schema: withMetadata(declaredSchema(described)) };
}

async function documentOf(apiVersion: string, client: Client): Promise<Document> {
  const path = `/openapi/v3/${parseApiVersion(apiVersion).group === '' ? 'api' : 'apis'}/${apiVersion}`;
  try {
    return await client.raw({ method: 'GET', path });
  } catch (error) {
    if (error instanceof StatusError && error.status.code === 404) return {};
    throw error;
  }
}

/** What every object has, to which the document only refers. */
function withMetadata(schema: Schema): Schema {
  const metadata = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  return { ...schema, properties: { ...schema.properties, apiVersion: text, kind: text, metadata } };
}

const text: Schema = { type: 'string' };
