import { networkContains, parseCidr, parseIp } from '../../apimachinery/index.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY want for a server; undefined: none. Never one for this machine itself.
 * Mirrors golang.org/x/net/http/httpproxy.
 */
export function proxyFor(server: URL, variables: Variables): string | undefined {
  const name = server.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const given = either(variables, name);
  if (given === '' || isHere(hostOf(server)) || isLeftOut(server, either(variables, 'no_proxy')))
    return undefined;
  const proxy = /^[a-z0-9]+:\/\//i.test(given) ? given : `http://${given}`;
  return URL.canParse(proxy) ? proxy : undefined;
}

function either(variables: Variables, name: string): string {
  return variables[name.toUpperCase()] || variables[name] || '';
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || (parseIp(host)?.version === 4 && host.startsWith('127.'));
}

function isLeftOut(server: URL, noProxy: string): boolean {
  const host = hostOf(server);
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  return noProxy
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => rule !== '' && matches(rule, host, port));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  const address = parseIp(host);
  const network = parseCidr(rule);
  if (network !== undefined) return address !== undefined && networkContains(network, address);
  const [, bracketed, plain = '', wanted] = /^(?:\[(.*)\]|([^:]*|.*:.*:.*?))(?::(\d+))?$/.exec(rule) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const name = bracketed ?? plain;
  if (address !== undefined) return name === host;
  const domain = name.replace(/^\*?\./, '.');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}
