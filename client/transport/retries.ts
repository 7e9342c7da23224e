import type { ApiResponse, Transport } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { isTransportError } from '../transport-error.ts';

type Call = Parameters<Transport['request']>[0];

const retriesMax = 10;
const retryAfterBrokenMs = 1_000;

/**
 * Asks again, up to 10 times, when the server says after how long (`Retry-After` with a 429 or a 5xx), and what only reads when its
 * connection broke. Mirrors client-go rest (withRetry).
 */
export function withRetries(transport: Transport, { clock }: Environment): Transport {
  return {
    async request(call) {
      for (let retries = 0; ; retries++) {
        const tried = await attempt(transport, call, retries < retriesMax);
        if ('response' in tried) return tried.response;
        await clock.sleep(tried.waitMs, call.signal ? { signal: call.signal } : {});
      }
    },
  };
}

type Attempt = { readonly response: ApiResponse } | { readonly waitMs: number };

async function attempt(transport: Transport, call: Call, mayRepeat: boolean): Promise<Attempt> {
  try {
    const response = await transport.request(call);
    const waitMs = mayRepeat ? waitMsOf(response) : undefined;
    return waitMs === undefined ? { response } : { waitMs };
  } catch (error) {
    if (mayRepeat && call.method === 'GET' && hasBroken(error)) return { waitMs: retryAfterBrokenMs };
    throw error;
  }
}

function waitMsOf({ status, headers }: ApiResponse): number | undefined {
  const after = headers['retry-after'];
  if ((status !== 429 && status < 500) || after === undefined || !/^\d+$/.test(after)) return undefined;
  const seconds = Number(after);
  // No bound but that it is a number: more digits are none to client-go either.
  return Number.isSafeInteger(seconds) ? seconds * 1000 : undefined;
}

function hasBroken(error: unknown): boolean {
  if (!isTransportError(error)) return false;
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}
