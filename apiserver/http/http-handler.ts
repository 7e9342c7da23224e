import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse } from '../../apimachinery/index.ts';

/** What is behind a server: an API server, or kubelets. */
export interface HttpHandler {
  /** Answers any request. `connection` is what it has come by. */
  handle(request: ApiRequest, connection: Duplex): Promise<ApiResponse>;
}
