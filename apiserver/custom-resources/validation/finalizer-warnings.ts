import { goQuote, type KubeObject, validateQualifiedName } from '../../../apimachinery/index.ts';

const standard: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/**
 * What a client is told of new finalizers whose names do not say whose they are. Mirrors
 * k8s.io/apiextensions-apiserver pkg/registry/customresource (generateWarningsFromObj).
 */
export function finalizerWarnings({ metadata }: KubeObject, old?: KubeObject): readonly string[] {
  const before = new Set(old?.metadata?.finalizers);
  const added = [...new Set(metadata?.finalizers)].filter((name) => !before.has(name)).sort();
  return added.flatMap((name) => {
    const says = [...validateQualifiedName(name), ...preference(name)];
    return says.map((text) => `metadata.finalizers: ${goQuote(name)}: ${text}`);
  });
}

function preference(name: string): readonly string[] {
  if (name.includes('/') || standard.has(name)) return [];
  const how = name.includes('.') ? ' including a path (/)' : '';
  return [
    `prefer a domain-qualified finalizer name${how} to avoid accidental conflicts with other finalizer writers`,
  ];
}
