import type { KubeObject } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import type { Attributes, Operation } from './attributes.ts';

/**
 * Which requests a plugin is asked about. Mirrors k8s.io/api admissionregistration (RuleWithOperations), but for the
 * versions.
 */
export interface RequestMatch {
  readonly operations: readonly Operation[];
  /** `*`: all groups. Absent: the core group. */
  readonly apiGroups?: readonly string[];
  /** `pods`, `pods/status`; `*` in either place is all: `pods/*` is pods and all subresources of pods. */
  readonly resources: readonly string[];
}

/** Of a plugin that is asked about all there is. */
export const everyRequest: readonly RequestMatch[] = [
  { operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], apiGroups: ['*'], resources: ['*/*'] },
];

export interface AdmissionPlugin {
  /** Upstream's name of it. */
  readonly name: string;
  /** It is asked about what matches any of these; nothing is done for other requests. */
  readonly matches: readonly RequestMatch[];
  /** True while it has nothing to say to any request. Where all are idle, requests are not even described to them. */
  isIdle?(server: ServerContext): boolean;
}

/** Changes what comes in, before the kind's own rules see it, or refuses it. Mirrors MutationInterface. */
export interface MutatingPlugin extends AdmissionPlugin {
  /**
   * Answers what becomes of the object, or undefined to leave it as it is; of a DELETE it can only refuse. Objects are
   * frozen: a changed one is a new one, of the same kind. Throws (a Forbidden: `notAdmitted`) to refuse. An update that
   * lost a race is admitted again.
   */
  admit(
    attributes: Attributes,
    server: ServerContext,
  ): KubeObject | undefined | Promise<KubeObject | undefined>;
}

/** Looks at what is about to be stored, or removed, and may refuse it. Mirrors ValidationInterface. */
export interface ValidatingPlugin extends AdmissionPlugin {
  /** Throws to refuse. Asked with each attempt of a write, about the very object that would be stored. */
  validate(attributes: Attributes, server: ServerContext): void | Promise<void>;
}

/** Plugins in the order in which they are asked. */
export interface AdmissionPlugins {
  readonly mutating: readonly MutatingPlugin[];
  readonly validating: readonly ValidatingPlugin[];
}

/** True if the plugin is to be asked about such requests. */
export function isAskedAbout(
  { matches }: AdmissionPlugin,
  operation: Operation,
  { group, resource }: { readonly group: string; readonly resource: string },
  subresource: string,
): boolean {
  return matches.some(
    ({ operations, apiGroups = [''], resources }) =>
      operations.includes(operation) &&
      apiGroups.some((one) => one === '*' || one === group) &&
      resources.some((one) => {
        const [name, sub = ''] = one.split('/', 2);
        return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
      }),
  );
}
