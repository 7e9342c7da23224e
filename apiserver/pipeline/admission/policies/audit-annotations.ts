import type { V1ValidatingAdmissionPolicyBinding } from '../../../../api/index.ts';
import type { Attributes } from '../attributes.ts';
import type { Denial } from './decisions.ts';

const valueLengthMax = 10 * 1024;

/** What one policy has to say of a request to the audit, for all its bindings and params. */
export class AuditAnnotations {
  readonly #values = new Map<string, Set<string>>();

  add(key: string, value: string): void {
    const values = this.#values.get(key) ?? new Set();
    this.#values.set(key, values.add(value.slice(0, valueLengthMax)));
  }

  /** Values of several params are one text. */
  publish(policy: string, attributes: Attributes): void {
    for (const [key, values] of this.#values) attributes.annotate(`${policy}/${key}`, [...values].join(', '));
  }
}

/** What a binding has audited of a request that is not as its policy wants it. Mirrors publishValidationFailureAnnotation. */
export function annotateFailure(
  attributes: Attributes,
  { metadata, spec }: V1ValidatingAdmissionPolicyBinding,
  { message, index }: Denial,
): void {
  const failure = {
    message,
    policy: spec?.policyName ?? '',
    binding: metadata?.name ?? '',
    expressionIndex: index,
    validationActions: spec?.validationActions ?? [],
  };
  attributes.annotate('validation.policy.admission.k8s.io/validation_failure', JSON.stringify([failure]));
}
