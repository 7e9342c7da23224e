import { OwnWork } from '../own-work.ts';
import type { ServerContext } from '../request/request-context.ts';
import { ApiServiceAvailability } from './api-service-availability.ts';
import { LocalApiServices } from './api-services.ts';
import { keepBootstrapRoles } from './bootstrap-roles.ts';
import { keepFlowControl } from './flow-control.ts';

/**
 * What every cluster has, which nothing here asks: it comes soon after the start, turn by turn, and whoever wants it finds it. The
 * roles and bindings of RBAC, flow schemas and priority levels, API services. What cannot be written just now is tried again.
 */
export function bootstrap(server: ServerContext): void {
  const parts: Readonly<Record<string, () => Promise<void> | void>> = {
    roles: () => keepBootstrapRoles(server),
    'flow control': () => keepFlowControl(server),
    'API services': () => new LocalApiServices(server).start(),
    'API services of others': () => new ApiServiceAvailability(server).start(),
  };
  const work = new OwnWork(server.environment, 'bootstrap of', async (name) => parts[name]?.());
  for (const name of Object.keys(parts)) work.add(name);
}
