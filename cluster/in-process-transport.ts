import {
  type ApiRequest,
  type ApiResponse,
  administrator,
  type Transport,
  type UserInfo,
} from '../apimachinery/index.ts';

/** Whoever answers requests: an API server in this process. */
export interface RequestHandler {
  handle(request: ApiRequest): Promise<ApiResponse>;
}

/** Who a client is, by its user agent: several of them may share a transport, as the controllers of a manager do. */
export type UserOf = (userAgent: string) => UserInfo;

/**
 * The way to an API server in the same process: a call, with objects passed by reference. Whoever has it is known
 * already: requests come with their user, and with the program that sends them where it is one of Kubernetes'.
 */
export function inProcessTransport(
  server: RequestHandler,
  userOf: UserOf = () => administrator,
  program?: string,
): Transport {
  // Written out: a copy by spread costs several times as much.
  return {
    request: ({ method, path, query, headers, body, cause, signal }) => {
      const user = userOf(headers['user-agent'] ?? '');
      return server.handle({ method, path, query, headers, body, user, program, cause, signal });
    },
  };
}
