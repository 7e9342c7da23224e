import type { ExtensionPoint } from '../framework/profile.ts';

/**
 * Where Kubernetes' plugins take part and ours have nothing to do: profiles may name them there, and they are listed, but
 * not asked.
 */
export const silentPoints: ReadonlyMap<string, readonly ExtensionPoint[]> = new Map([
  ['NodeResourcesFit', ['preFilter', 'preScore']],
  ['VolumeBinding', ['preScore', 'score']],
]);
