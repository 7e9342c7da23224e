import { createHash } from 'node:crypto';
import type { ServedResource } from '../../../api/index.ts';
import { sameItems, writeJson } from '../../../apimachinery/index.ts';
import { servedGroups } from '../discovery/index.ts';
import { documentV3 } from './document-v3.ts';
import { documentV3Message } from './protobuf/document-v3-message.ts';

/** The OpenAPI v3 documents of everything that is served, one for each group version. */
export interface OpenApiV3 {
  /** Which documents there are, each under a URL that changes with it. */
  index(): Uint8Array;
  /** `path` is `api/v1` or `apis/apps/v1`; undefined for what is not served. */
  document(path: string): OpenApiV3Document | undefined;
}

export interface OpenApiV3Document {
  json(): Uint8Array;
  /** gnostic's openapi.v3.Document message. */
  protobuf(): Uint8Array;
  /** Of the JSON, for both forms. What the URL in the index carries; between quotes, the ETag. */
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
  readonly #documents = new Map<string, OpenApiV3Document>();
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

  document(path: string): OpenApiV3Document | undefined {
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
  { readonly of: readonly ServedResource[]; readonly document: OpenApiV3Document }
>();

function documentOf(resources: readonly ServedResource[]): OpenApiV3Document {
  const [first] = resources;
  const before = first && made.get(first);
  if (before !== undefined && sameItems(before.of, resources)) return before.document;
  const document = new LazyDocument(resources);
  if (first !== undefined) made.set(first, { of: resources, document });
  return document;
}

class LazyDocument implements OpenApiV3Document {
  readonly #resources: readonly ServedResource[];
  readonly #json: Uint8Array;
  #protobuf: Uint8Array | undefined;
  readonly hash: string;

  constructor(resources: readonly ServedResource[]) {
    this.#resources = resources;
    this.#json = new TextEncoder().encode(writeJson(documentV3(resources)));
    this.hash = createHash('sha512').update(this.#json).digest('hex').toUpperCase();
  }

  json(): Uint8Array {
    return this.#json;
  }

  protobuf(): Uint8Array {
    this.#protobuf ??= documentV3Message(documentV3(this.#resources));
    return this.#protobuf;
  }
}
