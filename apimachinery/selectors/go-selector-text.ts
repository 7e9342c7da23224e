import type { LabelSelector } from './label-selector.ts';

/** A selector as Go prints the struct: some texts of Kubernetes show it so. */
export function goSelectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  const labels = Object.entries(matchLabels ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${(values ?? []).join(' ')}],},`,
  );
  const inLabels = `MatchLabels:map[string]string{${labels.join('')}}`;
  const inExpressions = `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}}`;
  return `&LabelSelector{${inLabels},${inExpressions},}`;
}
