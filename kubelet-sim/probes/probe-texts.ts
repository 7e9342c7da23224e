import type { V1Container, V1HTTPGetAction, V1Probe } from '../../api/index.ts';
import { formatDuration, goQuote } from '../../apimachinery/index.ts';
import type { ProbePlan } from './probe-plan.ts';

/** What a kubelet says of a probe that was answered with a failure. Mirrors kubernetes pkg/probe (exec, http, tcp, grpc). */
export function failureText({ spec, container }: ProbePlan, podIP: string): string {
  if (spec.httpGet) return 'HTTP probe failed with statuscode: 500';
  if (spec.tcpSocket) return `dial tcp ${tcpAddress(spec, container, podIP)}: connect: connection refused`;
  if (spec.grpc) return 'service unhealthy (responded with "NOT_SERVING")';
  return '';
}

/** The same of one that got no answer in time. */
export function timeoutText({ spec, container, timeoutMs }: ProbePlan, podIP: string): string {
  const timeout = formatDuration(timeoutMs);
  if (spec.httpGet) {
    const why = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    return `Get ${goQuote(urlOf(spec.httpGet, container, podIP))}: ${why}`;
  }
  if (spec.tcpSocket) return `dial tcp ${tcpAddress(spec, container, podIP)}: i/o timeout`;
  if (spec.grpc) return `timeout: health rpc did not complete within ${timeout}`;
  const command = goQuote((spec.exec?.command ?? []).join(' '));
  return `command timed out: ${command} timed out after ${timeout}`;
}

/** Why a probe cannot be made at all: its port is none. Mirrors kubernetes pkg/probe (ResolveContainerPort). */
export function probeProblem({ spec, container }: ProbePlan): string | undefined {
  const port = spec.httpGet?.port ?? spec.tcpSocket?.port;
  if (port === undefined) return undefined;
  const number = portOf(port, container);
  if (Number.isNaN(number)) return `strconv.Atoi: parsing ${goQuote(String(port))}: invalid syntax`;
  return number > 0 && number < 65_536 ? undefined : `invalid port number: ${number}`;
}

function urlOf(
  { scheme = 'HTTP', host, port, path = '' }: V1HTTPGetAction,
  container: V1Container,
  podIP: string,
) {
  const rooted = path === '' || path.startsWith('/') ? path : `/${path}`;
  return `${scheme.toLowerCase()}://${addressOf(host || podIP, portOf(port, container))}${rooted}`;
}

function tcpAddress({ tcpSocket }: V1Probe, container: V1Container, podIP: string): string {
  return addressOf(tcpSocket?.host || podIP, portOf(tcpSocket?.port ?? 0, container));
}

function addressOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A name is that of a port of the container, or a number written as text. */
function portOf(port: string | number, { ports = [] }: V1Container): number {
  if (typeof port === 'number') return port;
  const named = ports.find(({ name }) => name === port)?.containerPort;
  return named ?? (/^[+-]?\d+$/.test(port) ? Number(port) : Number.NaN);
}
