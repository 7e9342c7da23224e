/**
 * The documents that describe the API to clients: OpenAPI v2 in one piece, OpenAPI v3 in one piece for each group
 * version. They are written from the schemas that validate and default objects, so they cannot say anything else.
 * `serveOpenApi` is the way in.
 */
export { type OpenApiV2, openApiV2 } from './openapi-v2.ts';
export { type OpenApiV3, type OpenApiV3Document, openApiV3 } from './openapi-v3.ts';
export { type OpenApiRequest, serveOpenApi } from './serve-openapi.ts';
