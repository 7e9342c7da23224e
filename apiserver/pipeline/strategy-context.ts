import type { RequestContext } from '../request/request-context.ts';
import type { StrategyContext } from './strategies/index.ts';

/** What a strategy may look at besides the object. */
export function strategyContext(context: RequestContext): StrategyContext {
  const { kind, info, server } = context;
  const others = function* () {
    for (const [, stored] of kind.storage.cache.select({ namespace: '', name: '' })) yield stored.object;
  };
  const known = { environment: server.environment, namespace: info.namespace, others };
  if (kind.strategy.claims !== true) return known;
  return {
    ...known,
    claims: {
      isFree: (value) => server.claims.isFree(value, context),
      take: (value) => server.claims.take(value, context),
    },
  };
}
