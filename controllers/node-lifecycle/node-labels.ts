type Labels = Readonly<Record<string, string>>;

/** Labels that say the same; the old ones follow the new ones. Mirrors labelReconcileInfo. */
const pairs: readonly (readonly [label: string, old: string])[] = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
];

/** The old labels that a node lacks or has wrong; undefined: none. Mirrors kubernetes pkg/controller/nodelifecycle (reconcileNodeLabels). */
export function missingLabels(labels: Labels = {}): Labels | undefined {
  const wrong = pairs.filter(([label, old]) => labels[label] !== undefined && labels[old] !== labels[label]);
  if (wrong.length === 0) return undefined;
  return Object.fromEntries(wrong.map(([label, old]) => [old, labels[label] ?? '']));
}
