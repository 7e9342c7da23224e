import { compareStrings, type KubeObject } from '../../apimachinery/index.ts';

/**
 * The class that is the default one by any of the annotations: the newest, of those of one age the first by name. Mirrors
 * kubernetes pkg/volume/util (GetDefaultClass) and plugin/pkg/admission/network/defaultingressclass (getDefaultClass).
 */
export function newestDefault<T extends KubeObject>(
  classes: Iterable<T>,
  annotations: readonly string[],
): T | undefined {
  let newest: T | undefined;
  for (const one of classes) {
    const isDefault = annotations.some((name) => one.metadata?.annotations?.[name] === 'true');
    if (isDefault && (newest === undefined || comesBefore(one, newest))) newest = one;
  }
  return newest;
}

function comesBefore({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean {
  const ages = compareStrings(b?.creationTimestamp ?? '', a?.creationTimestamp ?? '');
  return (ages || compareStrings(a?.name ?? '', b?.name ?? '')) < 0;
}
