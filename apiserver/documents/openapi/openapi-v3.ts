import { createHash } from 'node:crypto';
import type { ServedResource } from '../../../api/index.ts';
import { sameItems } from '../../../apimachinery/index.ts';
import { servedGroups } from '../discovery/index.ts';
import { documentV3 } from './document-v3.ts';

/** The OpenAPI v3 documents of everything that is served, one for each group version. */
export interface OpenApiV3 {
  /** Which documents there are, each under a URL that changes with it. */
  index(): Uint8Array;
  /** `path` is `api/v1` or `apis/apps/v1`; undefined for what is not served. */
  document(path: string): DocumentBytes | undefined;
}

export interface DocumentBytes {
  readonly bytes: Uint8Array;
  /** What the URL in the index carries; between quotes, the ETag. */
  readonly hash: string;
}

const known = new WeakMap<readonly ServedResource[], OpenApiV3>();

/** One for each list of resources. Nothing is made before it is asked for. */
export function openApiV3(resources: readonly ServedResource[]): OpenApiV3 {
  const before = known.get(resources);
  if (before !== undefined) return before;
  const made = new LazyOpenApiV3(resources);
  known.set(resources, made);
  return made;
}

class LazyOpenApiV3 implements OpenApiV3 {
  readonly #groupVersions = new Map<string, readonly ServedResource[]>();
  readonly #documents = new Map<string, DocumentBytes>();
  #index: Uint8Array | undefined;

  constructor(resources: readonly ServedResource[]) {
    for (const { name, versions } of servedGroups(resources)) {
      for (const { groupVersion, resources: served } of versions) {
        this.#groupVersions.set(`${name === '' ? 'api' : 'apis'}/${groupVersion}`, served);
      }
    }
  }

  index(): Uint8Array {
    this.#index ??= Buffer.from(JSON.stringify({ paths: Object.fromEntries(this.#indexEntries()) }));
    return this.#index;
  }

  document(path: string): DocumentBytes | undefined {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const resources = this.#groupVersions.get(path);
    if (resources === undefined) return undefined;
    const document = documentOf(resources);
    this.#documents.set(path, document);
    return document;
  }

  *#indexEntries(): Iterable<[path: string, entry: { serverRelativeURL: string }]> {
    for (const path of this.#groupVersions.keys()) {
      const hash = this.document(path)?.hash ?? '';
      yield [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }];
    }
  }
}

/** Of each group version the last one made, by its first resource: most stay as they are when a kind comes or goes. */
const made = new WeakMap<
  ServedResource,
  { readonly of: readonly ServedResource[]; readonly document: DocumentBytes }
>();

function documentOf(resources: readonly ServedResource[]): DocumentBytes {
  const [first] = resources;
  const before = first && made.get(first);
  if (before !== undefined && sameItems(before.of, resources)) return before.document;
  const document = documentBytes(documentV3(resources));
  if (first !== undefined) made.set(first, { of: resources, document });
  return document;
}

function documentBytes(document: object): DocumentBytes {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return { bytes, hash: createHash('sha512').update(bytes).digest('hex').toUpperCase() };
}
