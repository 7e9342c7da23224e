import { goJson } from '../../apimachinery/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { having, type Plugin } from './plugin.ts';
import type { PluginsByPoint } from './resolve-plugins.ts';

/**
 * What a plugin looks at in a pod, by names: as JSON can say it, lists whose order does not matter sorted (`unordered`). What
 * several plugins look at they give under one name. Mirrors kube-scheduler framework (SignFragment).
 */
export type SignatureParts = Readonly<Record<string, unknown>>;

/**
 * Two pods with the same signature are to all plugins the same; undefined: the pod is like no other. Undefined instead of a
 * function: so are all pods, as a plugin that filters or scores cannot tell. Mirrors kubernetes pkg/scheduler/framework/runtime
 * (computeBatchablePlugins, SignPod).
 */
export function podSigner(
  { preFilter, filter, preScore, score }: PluginsByPoint,
  schedulerName: string,
): ((pod: PodInfo) => string | undefined) | undefined {
  const all = [...new Set<Plugin>([...preFilter, ...filter, ...preScore, ...score])];
  const signers = having(all, 'sign');
  if (signers.length < all.length) return undefined;
  return (pod) => {
    const parts: Record<string, unknown> = { schedulerName };
    for (const plugin of signers) {
      const own = plugin.sign(pod);
      if (own === undefined) return undefined;
      Object.assign(parts, own);
    }
    return goJson(parts);
  };
}

/** A list, so that another with the same items in another order says the same. */
export function unordered(items: readonly unknown[]): readonly string[] {
  return items.map(goJson).sort();
}
