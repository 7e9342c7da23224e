import type { AdmissionPlugins } from './admission-plugin.ts';
import { defaultIngressClass } from './default-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger, limitRangerDefaults } from './limits/limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podSecurityLabels } from './pod-security-labels.ts';
import { mutatingAdmissionPolicy } from './policies/mutating-admission-policy.ts';
import { paramAccess } from './policies/param-access.ts';
import { validatingAdmissionPolicy } from './policies/validating-admission-policy.ts';
import { podPriority } from './priority.ts';
import { resourceQuota } from './quota/resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { podServiceAccount } from './service-account.ts';
import { claimResize, defaultStorageClass, storageObjectInUseProtection } from './storage-objects.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';
import { mutatingAdmissionWebhook } from './webhooks/mutating-admission-webhook.ts';
import { validatingAdmissionWebhook } from './webhooks/validating-admission-webhook.ts';

/** Every built-in admission plugin, in upstream's order of those that are on by default. */
export const builtInPlugins: AdmissionPlugins = {
  mutating: [
    namespaceLifecycle,
    limitRangerDefaults,
    podServiceAccount,
    taintNodesByCondition,
    podPriority,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    runtimeClass,
    defaultIngressClass,
    mutatingAdmissionPolicy,
    mutatingAdmissionWebhook,
  ],
  validating: [
    limitRanger,
    podSecurityLabels,
    claimResize,
    paramAccess,
    validatingAdmissionPolicy,
    validatingAdmissionWebhook,
    resourceQuota,
  ],
};
