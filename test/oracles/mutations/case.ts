/** A policy with its binding; what is not said is as in all: one rule for all of the kinds asked about, failure policy `Fail`. */
export interface CasePolicy {
  /** Expressions of type Object, or with a list's bracket in front of type list(JSONPatch). */
  readonly mutations: readonly string[];
  readonly spec?: object;
  readonly binding?: object;
}

/** Policies, and the creation of an object that they match. */
export interface Case {
  readonly name: string;
  readonly policies: readonly CasePolicy[];
  readonly object?: CaseObject;
}

export interface CaseObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: object;
  readonly [part: string]: unknown;
}

const container = { name: 'web', image: 'nginx' };

/** A pod that is created. */
export const pod = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } };

const labels = { app: 'web' };

/** A workload that is created. */
export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [container], volumes: [{ name: 'x', emptyDir: {} }] },
    },
  },
};

/** A custom object that is created. */
export const widget = { apiVersion: 'judge.example.com/v1', kind: 'Widget', spec: { size: 1 } };

/** A case of one policy with one mutation. */
export function one(name: string, mutation: string, object?: CaseObject, spec?: object): Case {
  const policy = { mutations: [mutation], ...(spec === undefined ? {} : { spec }) };
  return { name, policies: [policy], ...(object === undefined ? {} : { object }) };
}

/** An Object with that in its spec. */
export const spec = (inner: string) => `Object{spec: Object.spec{${inner}}}`;
/** An Object whose label `said` has that value, an expression. */
export const labelled = (value: string) => `Object{metadata: Object.metadata{labels: {"said": ${value}}}}`;
/** A list of operations. */
export const patched = (operations: string) => `[${operations}]`;
/** One operation of a JSON patch. */
export const op = (kind: string, path: string, value?: string) =>
  `JSONPatch{op: "${kind}", path: "${path}"${value === undefined ? '' : `, value: ${value}`}}`;
