import type {
  V1MutatingAdmissionPolicy,
  V1MutatingAdmissionPolicyBinding,
  V1MutatingWebhookConfiguration,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1ValidatingWebhookConfiguration,
} from '../../../api/index.ts';
import {
  mutatingBindingErrors,
  validatingBindingErrors,
} from '../validation/admissionregistration/bindings.ts';
import {
  mutatingPolicyErrors,
  policyStatusErrors,
  validatingPolicyErrors,
} from '../validation/admissionregistration/policies.ts';
import { webhooksErrors } from '../validation/admissionregistration/webhooks.ts';
import { type Strategy, statusAlone, validatorOf } from './strategy.ts';

/** Who is asked about requests. Mirrors kubernetes pkg/registry/admissionregistration. */

const counted = { generation: true, unconditionalUpdate: false } as const;

export const validatingWebhooksStrategy: Strategy = {
  ...counted,
  validator: validatorOf<V1ValidatingWebhookConfiguration>((hooks) => webhooksErrors(hooks), webhooksErrors),
};

export const mutatingWebhooksStrategy: Strategy = {
  ...counted,
  validator: validatorOf<V1MutatingWebhookConfiguration>((hooks) => webhooksErrors(hooks), webhooksErrors),
};

export const validatingPolicyStrategy: Strategy = {
  ...counted,
  ...statusAlone,
  validator: validatorOf<V1ValidatingAdmissionPolicy>(
    (policy) => validatingPolicyErrors(policy),
    validatingPolicyErrors,
    policyStatusErrors,
  ),
};

export const mutatingPolicyStrategy: Strategy = {
  ...counted,
  validator: validatorOf<V1MutatingAdmissionPolicy>(
    (policy) => mutatingPolicyErrors(policy),
    mutatingPolicyErrors,
  ),
};

export const validatingBindingStrategy: Strategy = {
  ...counted,
  validator: validatorOf<V1ValidatingAdmissionPolicyBinding>(validatingBindingErrors),
};

export const mutatingBindingStrategy: Strategy = {
  ...counted,
  validator: validatorOf<V1MutatingAdmissionPolicyBinding>(mutatingBindingErrors),
};
