import type { ServedResource } from '../../../api/index.ts';
import type { Schema } from '../../../apimachinery/index.ts';

/** A resource to describe. A built-in one is found by its definition's name; a custom one brings its schema. */
export interface OpenApiResource extends ServedResource {
  readonly schema?: Schema;
}

/** How the API and its documents name a kind. */
export interface GroupVersionKind {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}
