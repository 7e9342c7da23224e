import { type ApiRequest, type ApiResponse, notAcceptable } from '../../apimachinery/index.ts';
import { rawJsonResponse, textResponse } from '../respond/responses.ts';
import { serverVersion } from './discovery/index.ts';

/** When a server started, and what time it is. */
export interface Times {
  readonly startedMs: number;
  readonly nowMs: number;
}

/**
 * Answers `/statusz` and `/flagz`, for people as text, or as an object for who asks for that; undefined for other paths.
 * Mirrors kubernetes component-base zpages. Differs: there are no flags.
 */
export function serveZPages({ path, headers }: ApiRequest, times: Times): ApiResponse | undefined {
  const page = pages[path];
  if (page === undefined) return undefined;
  const accept = headers.accept ?? '*/*';
  if (isForm(accept, page.kind)) return structured(page, times);
  if (!/\*\/\*|text\/(plain|\*)/.test(accept)) {
    throw notAcceptable(['application/json', 'application/yaml', 'text/plain']);
  }
  const title = `\napiserver ${path.slice(1)}\n${warning}\n`;
  return textResponse(`${title}${page.text(times)}`, 200, {});
}

interface Page {
  readonly kind: string;
  readonly text: (times: Times) => string;
  readonly fields: (times: Times) => object;
}

const warning =
  'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.';

const paths = ['/flagz', '/healthz', '/livez', '/metrics', '/readyz', '/statusz', '/version'];

const pages: Readonly<Record<string, Page>> = {
  '/flagz': { kind: 'Flagz', text: () => '', fields: () => ({ flags: {} }) },
  '/statusz': { kind: 'Statusz', text: statusText, fields: statusFields },
};

function isForm(accept: string, kind: string): boolean {
  return accept
    .split(',')
    .some(
      (one) =>
        one.includes('application/json') &&
        one.includes(`as=${kind}`) &&
        /v=v1(alpha1|beta1)\b/.test(one) &&
        one.includes('g=config.k8s.io'),
    );
}

function structured({ kind, fields }: Page, times: Times): ApiResponse {
  const apiVersion = 'config.k8s.io/v1beta1';
  const response = rawJsonResponse({ kind, apiVersion, metadata: { name: 'apiserver' }, ...fields(times) });
  const type = `application/json;g=config.k8s.io;v=v1beta1;as=${kind}`;
  return { ...response, headers: { ...response.headers, 'content-type': type } };
}

function statusFields({ startedMs, nowMs }: Times): object {
  return {
    startTime: new Date(startedMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    uptimeSeconds: Math.floor((nowMs - startedMs) / 1000),
    goVersion: serverVersion().goVersion,
    binaryVersion: versions.binary,
    emulationVersion: versions.emulation,
    paths,
  };
}

function statusText({ startedMs, nowMs }: Times): string {
  const seconds = Math.floor((nowMs - startedMs) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const lines = [
    ['Started', startedText(startedMs)],
    ['Up', `${hours} hr ${minutes} min ${seconds % 60} sec`],
    ['Go version', serverVersion().goVersion],
    ['Binary version', versions.binary],
    ['Emulation version', versions.emulation],
    ['Paths', paths.join(' ')],
  ];
  return `\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}`;
}

/** As Go's time.UnixDate. */
function startedText(ms: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(ms)
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} UTC ${year}`;
}

const versions = {
  binary: serverVersion().gitVersion.replace(/^v/, ''),
  emulation: `${serverVersion().emulationMajor}.${serverVersion().emulationMinor}`,
};
