import { createHash } from 'node:crypto';
import type { ServedResource } from '../../../api/index.ts';
import { writeJson } from '../../../apimachinery/index.ts';
import { documentV2 } from './document-v2.ts';
import { documentV2Message } from './protobuf/document-v2-message.ts';

/** The OpenAPI v2 document of everything that is served, in both its forms. Nothing is made before it is asked for. */
export interface OpenApiV2 {
  json(): Uint8Array;
  /** gnostic's openapi.v2.Document message, the form kubectl asks for. */
  protobuf(): Uint8Array;
  /** Quoted, as the header has it; one for both forms. */
  readonly etag: string;
}

const known = new WeakMap<readonly ServedResource[], OpenApiV2>();

/** One for each list of resources. */
export function openApiV2(resources: readonly ServedResource[]): OpenApiV2 {
  const before = known.get(resources);
  if (before !== undefined) return before;
  const made = new LazyOpenApiV2(resources);
  known.set(resources, made);
  return made;
}

class LazyOpenApiV2 implements OpenApiV2 {
  readonly #resources: readonly ServedResource[];
  #json: Uint8Array | undefined;
  #protobuf: Uint8Array | undefined;
  #etag: string | undefined;

  constructor(resources: readonly ServedResource[]) {
    this.#resources = resources;
  }

  json(): Uint8Array {
    this.#json ??= new TextEncoder().encode(writeJson(documentV2(this.#resources)));
    return this.#json;
  }

  protobuf(): Uint8Array {
    this.#protobuf ??= documentV2Message(documentV2(this.#resources));
    return this.#protobuf;
  }

  get etag(): string {
    this.#etag ??= `"${createHash('sha512').update(this.protobuf()).digest('hex').toUpperCase()}"`;
    return this.#etag;
  }
}
