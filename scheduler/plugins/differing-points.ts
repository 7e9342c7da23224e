import type { ExtensionPoint } from '../framework/profile.ts';

/**
 * Where Kubernetes' plugins take part and ours have nothing to do: profiles may name them there, and they are listed, but
 * not asked.
 */
export const silentPoints: ReadonlyMap<string, readonly ExtensionPoint[]> = new Map([
  ['NodeResourcesFit', ['preFilter', 'preScore']],
  ['VolumeBinding', ['preScore', 'score']],
]);

/**
 * Where ours take part and Kubernetes' do not: no profile names them there, and they are asked whenever their scores are.
 */
export const inwardPoints: ReadonlyMap<string, readonly ExtensionPoint[]> = new Map([
  ['DynamicResources', ['preScore']],
  ['ImageLocality', ['preScore']],
]);
