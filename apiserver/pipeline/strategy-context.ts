import type { RequestContext } from '../request/request-context.ts';
import type { StrategyContext } from './strategies/index.ts';

/** What a strategy may look at besides the object. */
export function strategyContext(context: RequestContext): StrategyContext {
  const { kind, info, server } = context;
  const { claims } = kind;
  const known = { environment: server.environment, namespace: info.namespace };
  if (claims === undefined) return known;
  return { ...known, claims: { size: claims.size, take: (value, uid) => claims.take(value, uid, context) } };
}
