/**
 * What is served below objects: each subresource is a file here, and a word in the row of the kinds that have it. `status`
 * and `scale` are the same for all kinds that have them.
 */
import { approval } from './approval.ts';
import { binding } from './binding.ts';
import { ephemeralContainers } from './ephemeral-containers.ts';
import { eviction } from './eviction/eviction.ts';
import { finalize } from './finalize.ts';
import { resize } from './resize.ts';
import { scale } from './scale.ts';
import { status } from './status.ts';
import { log } from './streams/log.ts';
import { portForward } from './streams/port-forward.ts';
import { attach, exec } from './streams/process.ts';
import { nodeProxy, podProxy, serviceProxy } from './streams/proxy.ts';
import type { Subresource } from './subresource.ts';
import { token } from './token.ts';

/** What kinds have besides `status` and `scale`, by `resource.group`. */
export const subresources: Readonly<Record<string, readonly Subresource[]>> = {
  'certificatesigningrequests.certificates.k8s.io': [approval],
  namespaces: [finalize],
  nodes: [nodeProxy],
  pods: [attach, binding, ephemeralContainers, eviction, exec, log, podProxy, portForward, resize],
  serviceaccounts: [token],
  services: [serviceProxy],
};

const common: readonly Subresource[] = [status, scale];

/** Undefined: the kind has none of that name. */
export function subresourceOf(
  kind: { readonly subresources: readonly Subresource[] },
  name: string,
): Subresource | undefined {
  const isNamed = (one: Subresource) => one.name === name;
  return common.find(isNamed) ?? kind.subresources.find(isNamed);
}

export { review } from './reviews.ts';
export type { Handler, Subresource } from './subresource.ts';
