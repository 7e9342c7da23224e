/**
 * Admission: plugins look at every request that changes something, and may change or refuse it. Mutating ones are asked
 * before the kind's strategy prepares and validates, validating ones just before the store is written. A plugin is a
 * file here and a line in `plugins.ts`.
 */
export { Admission, admit } from './admission.ts';
export { AdmissionChain } from './admission-chain.ts';
export type { AdmissionPlugins, MutatingPlugin, RequestMatch, ValidatingPlugin } from './admission-plugin.ts';
export { type Attributes, notAdmitted, type Operation } from './attributes.ts';
