import type { HttpHandler } from './http-handler.ts';
import type { HttpServer, HttpServerOptions } from './http-server.ts';
import type { InMemoryServer } from './in-memory-connections.ts';

/**
 * Serves an API server over HTTP and WebSocket. Rejects with the listen error (EADDRINUSE, EACCES). The packages that it takes
 * are loaded with the first call: who simulates serves nothing.
 */
export async function serveHttp(server: HttpHandler, options: HttpServerOptions): Promise<HttpServer> {
  const { openHttpServer } = await import('./http-server.ts');
  return openHttpServer(server, options);
}

/** The same without a network: connections are handed over. */
export async function serveInMemory(server: HttpHandler): Promise<InMemoryServer> {
  const { openInMemoryServer } = await import('./in-memory-connections.ts');
  return openInMemoryServer(server);
}
