/**
 * How the tables of this folder name definitions: as Kubernetes' OpenAPI does, without a leading `io.k8s.api.`
 * (`core.v1.PodSpec`), and with `*` for a version where all versions of a group agree (`resource.*.Counter`).
 */
export type DefinitionTable<T> = Readonly<Record<string, T>>;

/** What a table says about a definition: the exact name first, then all versions. */
export function factsOf<T>(table: DefinitionTable<T>, definition: string): T | undefined {
  const short = definition.replace(/^io\.k8s\.api\./, '');
  return table[short] ?? table[short.replace(/\.v\d+(?:(?:alpha|beta)\d+)?\./, '.*.')];
}
