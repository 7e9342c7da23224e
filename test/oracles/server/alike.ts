import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './server.ts';

/** How two answers to one request relate: the first is Kubernetes'. */
export type Verdict =
  | 'alike'
  | 'accepted only here'
  | 'refused only here'
  | 'another code'
  | 'another message'
  | 'another object'
  | 'broken';

/** What every server chooses for itself. */
const ownFields = new Set([
  ...['uid', 'resourceVersion', 'creationTimestamp', 'time', 'lastPhaseTransitionTime'],
  ...['clusterIP', 'clusterIPs', 'nodePort', 'healthCheckNodePort'],
]);

export function judged(real: Answer, ours: Answer): Verdict {
  if (ours.code >= 500 && real.code < 500) return 'broken';
  if (isSuccess(real) !== isSuccess(ours))
    return isSuccess(ours) ? 'accepted only here' : 'refused only here';
  if (real.code !== ours.code) return 'another code';
  if (isDeepStrictEqual(masked(real.body), masked(ours.body))) return 'alike';
  if (areSameCauses(real.body, ours.body)) return 'alike';
  return isSuccess(real) ? 'another object' : 'another message';
}

/** Of errors about the entries of a map Go's order is another each time. */
function areSameCauses(real: unknown, ours: unknown): boolean {
  const [a, b] = [causesOf(real), causesOf(ours)];
  return a.length > 1 && isDeepStrictEqual(a, b);
}

function causesOf(body: unknown): readonly string[] {
  const { details } = body as { readonly details?: { readonly causes?: readonly unknown[] } };
  return (details?.causes ?? []).map((cause) => JSON.stringify(masked(cause))).sort();
}

function isSuccess({ code }: Answer): boolean {
  return code >= 200 && code < 300;
}

/** The answer without what differs between any two servers. */
export function masked(value: unknown, field = ''): unknown {
  if (ownFields.has(field)) return isZero(value) ? value : '*';
  if (Array.isArray(value)) return value.map((item) => masked(item));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, key)]));
  return typeof value === 'string' ? maskedText(value) : value;
}

function maskedText(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')
    .replaceAll(/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-*');
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === null;
}

/** Where two values differ: the paths, and what is there on both sides. */
export function differencesOf(real: unknown, ours: unknown, path = ''): string[] {
  if (isDeepStrictEqual(real, ours)) return [];
  if (!isContainer(real) || !isContainer(ours) || Array.isArray(real) !== Array.isArray(ours)) {
    return [`${path}: ${JSON.stringify(real)} | ${JSON.stringify(ours)}`];
  }
  const keys = [...new Set([...Object.keys(real), ...Object.keys(ours)])];
  return keys.flatMap((key) => differencesOf(real[key], ours[key], path === '' ? key : `${path}.${key}`));
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
