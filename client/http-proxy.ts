import type { Agent } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';

/** Connections that a proxy makes: of HTTP by CONNECT, or SOCKS 5. `tls` is for the server behind it. */
export function proxyAgent(proxyUrl: string, tls: ConnectionOptions): Agent {
  const options = { keepAlive: true, ...tls };
  // The proxy looks the name up: this machine may not know it.
  return proxyUrl.startsWith('socks5:')
    ? new SocksProxyAgent(proxyUrl.replace('socks5:', 'socks5h:'), options)
    : new HttpsProxyAgent(proxyUrl, options);
}
