import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ConnectionOptions, SecureContextOptions } from 'node:tls';
import type { Credentials } from './credentials.ts';
import type { HttpTransportOptions } from './http-transport.ts';

type TlsOptions = SecureContextOptions & ConnectionOptions;

/** Connections to one server that are kept alive, by a proxy or without; all new when the client's certificate changes. */
export class HttpConnections {
  readonly #options: HttpTransportOptions;
  readonly #secure: boolean;
  /** Of what the connections that are open were made for. */
  #cert: string | undefined;
  #tls: TlsOptions;
  #agent: Agent | undefined;
  #making: Promise<void> | undefined;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.#secure = new URL(options.baseUrl).protocol === 'https:';
    this.#cert = options.cert;
    this.#tls = this.#secure ? tlsOptions(options) : {};
    if (options.proxyUrl === undefined) this.#agent = this.#direct();
  }

  /** To be asked after `prepare`. */
  get agent(): Agent {
    if (this.#agent === undefined) throw new Error('the connections are not prepared');
    return this.#agent;
  }

  /** Resolves when requests with these credentials can be sent. */
  prepare({ cert, key }: Credentials = {}): Promise<void> | undefined {
    if (cert !== undefined && cert !== this.#cert) {
      // What is open was opened as somebody else. Mirrors client-go util/connrotation.
      this.close();
      this.#cert = cert;
      this.#tls = { ...this.#tls, cert, ...(key !== undefined && { key }) };
      this.#making = undefined;
      this.#agent = this.#options.proxyUrl === undefined ? this.#direct() : undefined;
    }
    if (this.#agent !== undefined) return undefined;
    this.#making ??= this.#throughProxy(this.#options.proxyUrl ?? '');
    return this.#making;
  }

  /** What is under way breaks. */
  close(): void {
    this.#agent?.destroy();
  }

  #direct(): Agent {
    return this.#secure ? new HttpsAgent({ keepAlive: true, ...this.#tls }) : new Agent({ keepAlive: true });
  }

  async #throughProxy(proxyUrl: string): Promise<void> {
    const { proxyAgent } = await import('./http-proxy.ts');
    this.#agent = proxyAgent(proxyUrl, this.#tls);
  }
}

function tlsOptions(options: HttpTransportOptions): TlsOptions {
  const { ca, cert, key, serverName, insecureSkipTlsVerify = false } = options;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
    rejectUnauthorized: !insecureSkipTlsVerify,
  };
}
