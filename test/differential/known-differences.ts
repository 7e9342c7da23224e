/** Why an answer differs, by the step's name. */
export type Reasons = Readonly<Record<string, string>>;

/** Where homeostat differs from a whole Kubernetes API server. */
export const builtInReasons: Reasons = {};

/** Where the generic registry, which serves a custom kind, differs from how Kubernetes serves its own. */
export const customReasons: Reasons = {};
