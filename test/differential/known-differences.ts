/** Why an answer differs, by the step's name. */
export type Reasons = Readonly<Record<string, string>>;

const place = 'the line and column of what is no JSON';

/** Where homeostat differs from a whole Kubernetes API server. */
export const builtInReasons: Reasons = {
  'POST  {': place,
  'PATCH /a { (application/merge-patch+json)': place,
  'DELETE /a {': place,
};

/** Where the generic registry, which serves a custom kind, differs from how Kubernetes serves its own. */
export const customReasons: Reasons = {};
