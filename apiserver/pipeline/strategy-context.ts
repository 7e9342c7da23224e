import type { RequestContext } from '../request/request-context.ts';
import type { StrategyContext } from './strategies/index.ts';

/** What a strategy may look at besides the object. */
export function strategyContext(context: RequestContext): StrategyContext {
  const { kind, info, server, user, origin } = context;
  const { reserved } = kind;
  const known = { environment: server.environment, namespace: info.namespace, user };
  if (reserved === undefined) return known;
  return {
    ...known,
    addresses: server.addresses,
    reserved: {
      size: reserved.size,
      isDryRun: origin.dryRun,
      take: (value, uid) => reserved.take(value, uid, context),
    },
  };
}
