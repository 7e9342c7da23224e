import type { ServerContext } from '../request/request-context.ts';
import { ApiServiceAvailability } from './api-service-availability.ts';
import { LocalApiServices } from './api-services.ts';
import { keepBootstrapRoles } from './bootstrap-roles.ts';
import { keepFlowControl } from './flow-control.ts';

/**
 * What every cluster has, which nothing here asks: it comes soon after the start, turn by turn, and whoever wants it finds it. The
 * roles and bindings of RBAC, flow schemas and priority levels, API services.
 */
export function bootstrap(server: ServerContext): void {
  server.environment.spawn('bootstrap', async () => {
    await keepBootstrapRoles(server);
    await keepFlowControl(server);
    await new LocalApiServices(server).start();
    if (!server.environment.isRevoked) new ApiServiceAvailability(server).start();
  });
}
