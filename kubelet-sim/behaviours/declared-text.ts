import type { V1Container, V1Pod } from '../../api/index.ts';

/** What stands for `{pod}` and the like in declared texts. */
export function textNames(
  { metadata, spec, status }: V1Pod,
  container: V1Container,
): Readonly<Record<string, string>> {
  return {
    pod: metadata?.name ?? '',
    namespace: metadata?.namespace ?? '',
    container: container.name ?? '',
    image: container.image ?? '',
    node: spec?.nodeName ?? '',
    ip: status?.podIP ?? '',
  };
}

/** A text with the names in braces replaced, and `{n}` by a number; what is no name stays as it is. */
export function withNames(text: string, names: Readonly<Record<string, string>>, n?: number): string {
  if (!text.includes('{')) return text;
  return text.replace(/\{(\w+)\}/g, (braces, name: string) =>
    name === 'n' && n !== undefined ? String(n) : (names[name] ?? braces),
  );
}
