import { goSelectorText, type KubeObject, type LabelSelector } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, integer, nameColumn, text } from '../printer.ts';
import { unset } from '../texts.ts';

interface WebhooksView extends KubeObject {
  readonly webhooks?: readonly unknown[];
}

/** Mirrors printMutatingWebhook and printValidatingWebhook. */
export const webhookConfiguration: Printer<WebhooksView> = {
  columns: [nameColumn, integer('Webhooks', 'How many webhooks the configuration registers.'), ageColumn],
  cells: (object, nowMs) => [object.metadata?.name ?? '', object.webhooks?.length ?? 0, ageOf(object, nowMs)],
};

interface PolicyView extends KubeObject {
  readonly spec?: {
    readonly validations?: readonly unknown[];
    readonly mutations?: readonly unknown[];
    readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  };
}

/** Mirrors printValidatingAdmissionPolicy. */
export const validatingAdmissionPolicy: Printer<PolicyView> = policyPrinter('Validations', 'validations');

/** Mirrors printMutatingAdmissionPolicy. */
export const mutatingAdmissionPolicy: Printer<PolicyView> = policyPrinter('Mutations', 'mutations');

function policyPrinter(column: string, rules: 'validations' | 'mutations'): Printer<PolicyView> {
  return {
    columns: [
      nameColumn,
      integer(column, 'How many rules the policy has.'),
      text('ParamKind', 'The kind of the objects the policy takes its parameters from.'),
      ageColumn,
    ],
    cells(object, nowMs) {
      const { metadata, spec } = object;
      const kind = spec?.paramKind;
      return [
        metadata?.name ?? '',
        spec?.[rules]?.length ?? 0,
        kind === undefined ? unset : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`,
        ageOf(object, nowMs),
      ];
    },
  };
}

interface PolicyBindingView extends KubeObject {
  readonly spec?: {
    readonly policyName?: string;
    readonly paramRef?: {
      readonly name?: string;
      readonly namespace?: string;
      readonly selector?: LabelSelector;
    };
  };
}

/** Mirrors printValidatingAdmissionPolicyBinding and printMutatingAdmissionPolicyBinding. */
export const admissionPolicyBinding: Printer<PolicyBindingView> = {
  columns: [
    nameColumn,
    text('PolicyName', 'The policy that is bound.'),
    text('ParamRef', 'The objects the policy takes its parameters from here.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.policyName ?? '',
    paramRef(object),
    ageOf(object, nowMs),
  ],
};

/** Whether a parameter without a namespace is cluster-scoped cannot be known here, so it gets `*`. */
function paramRef({ spec }: PolicyBindingView): string {
  const reference = spec?.paramRef;
  if (reference?.name) return `${reference.namespace || '*'}/${reference.name}`;
  return reference?.selector === undefined ? unset : goSelectorText(reference.selector);
}
