import type { IncomingMessage } from 'node:http';
import { failure, goQuote, type StatusError } from '../../apimachinery/index.ts';

/** The names a server is called by unless it is told others: the default of `kubectl proxy --accept-hosts`. */
export const loopbackHosts: readonly RegExp[] = [/^localhost$/, /^127\.0\.0\.1$/, /^\[::1\]$/];

/** A host as a URL has it: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Says whom a server answers. Whoever reaches it may do everything, and every web page reaches it: by a name of its own
 * that leads to the loopback address, or by requests across origins. So it answers to its own names only, and to pages
 * only that come from one of these. Mirrors kubectl pkg/proxy (FilterServer), which looks at no origins.
 */
export class AcceptedCallers {
  readonly #served: string;
  readonly #accepted: readonly RegExp[];

  /** `served` is the address the server listens on: always accepted. */
  constructor(served: string, accepted: readonly RegExp[] = loopbackHosts) {
    this.#served = urlHost(served).toLowerCase();
    this.#accepted = accepted;
  }

  /** Why a request is not answered; undefined: it is. `target` is the host its request line names. */
  refusal({ headers, method }: IncomingMessage, target: string | undefined): StatusError | undefined {
    const host = target ?? headers.host ?? '';
    if (!this.#accepts(host)) return forbidden(`this server is not called ${shown(host)}`);
    const { origin } = headers;
    if (origin !== undefined) {
      const [, from] = /^https?:\/\/(.*)$/.exec(origin) ?? [];
      if (from !== undefined && this.#accepts(from)) return undefined;
      return forbidden(`pages of the origin ${shown(origin)} may not use this server`);
    }
    // Browsers name the origin of all that changes something; a link to a page's address does no harm.
    const isLink = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
    if (headers['sec-fetch-site'] !== 'cross-site' || isLink) return undefined;
    return forbidden('pages of other sites may not use this server');
  }

  #accepts(hostAndPort: string): boolean {
    const [, host] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(hostAndPort) ?? [];
    if (host === undefined) return false;
    const name = host.toLowerCase();
    return name === this.#served || this.#accepted.some((pattern) => pattern.test(name));
  }
}

/** More of a name than this is not said back. */
const shownMax = 253;

function shown(text: string): string {
  return goQuote(text.slice(0, shownMax));
}

function forbidden(why: string): StatusError {
  return failure(403, 'Forbidden', `Forbidden: ${why}; --accept-hosts names whom it answers`);
}
