import { realEnvironment } from '../../../environment/real/index.ts';
import { openStore } from '../../../store/index.ts';
import {
  type ApiServerOptions,
  createApiServer,
  type HttpServer,
  type HttpServerOptions,
  serveHttp,
} from '../../index.ts';

/** An API server over a store in memory, served at a free port. What nobody foresaw fails the test. */
export async function serveApi(
  options: Partial<HttpServerOptions> = {},
  parts: Omit<ApiServerOptions, 'store'> = {},
): Promise<HttpServer> {
  const fail = (failure: unknown) => {
    throw failure;
  };
  const environment = realEnvironment({ onFailure: fail });
  const store = await openStore(environment, { memory: true });
  const api = await createApiServer(environment, { store, onInternalError: fail, ...parts });
  const http = await serveHttp(api, { port: 0, onInternalError: fail, ...options });
  const close = async () => {
    await http.close();
    environment.close();
    await store.close();
  };
  return { ...http, close };
}
