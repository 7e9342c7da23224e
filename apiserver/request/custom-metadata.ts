import { definition } from '../../api/index.ts';
import { decodeBySchema, goDecodeError, type KubeObject } from '../../apimachinery/index.ts';

/** An object with its metadata as Go reads them. */
export interface ReadMetadata {
  readonly object: KubeObject;
  /** Paths of what metadata do not have. */
  readonly unknown: readonly string[];
  /** Why they cannot be read, in Go's words. */
  readonly problem: string | undefined;
}

/**
 * Reads the metadata of a custom resource, which are those of any kind, whatever its schema says. Mirrors
 * apiextensions-apiserver pkg/apiserver/schema/objectmeta (GetObjectMetaWithOptions), which reads them from sorted JSON.
 */
export function readMetadata(object: KubeObject): ReadMetadata {
  const { metadata } = object;
  if (metadata === undefined || metadata === null) return { object, unknown: [], problem: undefined };
  const schema = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  const { value, unknown, misfits } = decodeBySchema(schema, metadata);
  const problem = misfits ? goDecodeError(schema, metadata, { isSorted: true }) : undefined;
  const read = value === metadata ? object : ({ ...object, metadata: value } as KubeObject);
  return { object: read, unknown: unknown.map((path) => `metadata.${path}`), problem };
}

/** The object with what can be read of its metadata. Mirrors it with DropMalformedFields. */
export function withReadableMetadata(object: KubeObject): KubeObject {
  const { object: read, problem } = readMetadata(object);
  if (problem === undefined) return read;
  const fields = Object.entries(object.metadata ?? {}).filter(
    ([name, value]) => readMetadata({ ...object, metadata: { [name]: value } }).problem === undefined,
  );
  return readMetadata({ ...object, metadata: Object.fromEntries(fields) }).object;
}
