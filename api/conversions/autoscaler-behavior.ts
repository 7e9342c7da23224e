import { type Fields, fieldsOf, isFields, listOf, present } from '../fields.ts';

/** An autoscaler's behavior as it stands in an annotation, where Kubernetes writes the names of its Go fields. */
export function behaviorText(behavior: Fields): string {
  return JSON.stringify({ ScaleUp: rulesToGo(behavior.scaleUp), ScaleDown: rulesToGo(behavior.scaleDown) });
}

/** Undefined if there is none, or none that can be read. */
export function behaviorFromText(text: unknown): Fields | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const behavior = lowerNames(JSON.parse(text));
    const made = present({
      scaleUp: rulesFromGo(behavior.scaleup),
      scaleDown: rulesFromGo(behavior.scaledown),
    });
    return Object.keys(made).length === 0 ? undefined : made;
  } catch {
    return undefined;
  }
}

function rulesToGo(rules: unknown): Fields | null {
  if (!isFields(rules)) return null;
  const { stabilizationWindowSeconds, selectPolicy, policies, tolerance } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds ?? null,
    SelectPolicy: selectPolicy ?? null,
    Policies: Array.isArray(policies) ? policies.map(fieldsOf).map(policyToGo) : null,
    Tolerance: tolerance ?? null,
  };
}

function policyToGo({ type, value, periodSeconds }: Fields): Fields {
  return { Type: type, Value: value, PeriodSeconds: periodSeconds };
}

function rulesFromGo(value: unknown): Fields | undefined {
  if (!isFields(value)) return undefined;
  const rules = lowerNames(value);
  const policies = listOf(rules.policies)
    .map(lowerNames)
    .map(({ type, value: amount, periodseconds }) => ({ type, value: amount, periodSeconds: periodseconds }));
  return present({
    stabilizationWindowSeconds: rules.stabilizationwindowseconds ?? undefined,
    selectPolicy: rules.selectpolicy ?? undefined,
    policies: policies.length === 0 ? undefined : policies,
    tolerance: rules.tolerance ?? undefined,
  });
}

/** Go reads names whatever their case. */
function lowerNames(value: unknown): Fields {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([name, member]) => [name.toLowerCase(), member]),
  );
}
