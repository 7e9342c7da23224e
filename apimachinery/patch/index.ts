/**
 * The three kinds of patches an API client can send, as pure functions from a document and a patch to the next
 * document. What a patch leaves alone is shared with the document, so the next step sees at once what has changed;
 * what it makes new is not frozen yet.
 */
export { createJsonPatch, type JsonPatchOperation } from './json-diff.ts';
export { applyJsonPatch, jsonPatchUnknownFields } from './json-patch.ts';
export { createMergePatch } from './merge-diff.ts';
export { applyMergePatch } from './merge-patch.ts';
export { isFailedTest, PatchError, type PatchErrorCode, patchErrorStatus } from './patch-error.ts';
export { applyStrategicMergePatch } from './strategic-merge-patch.ts';
