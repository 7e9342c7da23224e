import type { ClaimsState } from './pod-state.ts';

/** So many alternatives a request has at most. */
const alternativesMax = 8;

/**
 * Nodes are better where requests get alternatives that come first; or why that cannot be said, as of a pod of whose claims only
 * some have their devices already. Mirrors kubernetes plugins/dynamicresources (computeScore).
 */
export function claimsScore(state: ClaimsState | undefined, nodeName: string): number | string {
  const found = state?.byNode.get(nodeName);
  if (state === undefined || found === undefined) return 0;
  const { allocations } = found;
  let score = 0;
  for (const [at, { claim }] of state.claims.entries()) {
    if (at >= allocations.length)
      return `number of allocations ${allocations.length} is smaller than number of claims`;
    const given = new Set(allocations[at]?.devices?.results?.map(({ request }) => request));
    for (const { name, firstAvailable = [] } of claim.spec.devices?.requests ?? []) {
      const rank = firstAvailable.findIndex((one) => given.has(`${name}/${one.name}`));
      if (rank >= 0) score += alternativesMax - rank;
    }
  }
  return score;
}
