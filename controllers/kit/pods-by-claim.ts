import type { V1Pod } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { SharedInformer } from '../../client/index.ts';
import { claimOfVolume } from '../../component-helpers/index.ts';

/** The index of pods by the keys of the claims that they use. Mirrors kubernetes pkg/controller/volume/common (PodPVCIndex). */
export const claimIndex = 'claim';

const none: readonly string[] = Object.freeze([]);

/** Makes the pods of an informer findable by their claims, once. */
export function indexPodsByClaim(pods: SharedInformer<V1Pod>): void {
  pods.addIndexers({ [claimIndex]: claimKeysOf });
}

/** The keys of the claims that a pod uses, those that are made for it alone included. */
export function claimKeysOf({ metadata, spec }: V1Pod): readonly string[] {
  const { name = '', namespace = '' } = metadata ?? {};
  let keys: string[] | undefined;
  for (const volume of spec?.volumes ?? []) {
    const claimed = claimOfVolume(name, volume);
    if (claimed === undefined) continue;
    keys ??= [];
    keys.push(makeKey(namespace, claimed.claimName));
  }
  return keys ?? none;
}
