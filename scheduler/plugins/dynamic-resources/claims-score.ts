import type { ClaimsState } from './pod-state.ts';

/** So many alternatives a request has at most. */
const alternativesMax = 8;

/**
 * Nodes are better where requests get alternatives that come first. Mirrors kubernetes plugins/dynamicresources
 * (computeScore). Differs: claims that have their devices already do not count.
 */
export function claimsScore(state: ClaimsState | undefined, nodeName: string): number {
  const found = state?.byNode.get(nodeName) ?? [];
  let score = 0;
  for (const [at, { claim }] of (state?.toAllocate ?? []).entries()) {
    const given = new Set(found[at]?.devices?.results?.map(({ request }) => request));
    for (const { name, firstAvailable = [] } of claim.spec.devices?.requests ?? []) {
      const rank = firstAvailable.findIndex((one) => given.has(`${name}/${one.name}`));
      if (rank >= 0) score += alternativesMax - rank;
    }
  }
  return score;
}
