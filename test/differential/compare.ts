/**
 * Sends one script of requests to two API servers and prints where their answers differ. The reference is a whole
 * Kubernetes API server, or Kubernetes' generic registry alone, which then serves a CustomResourceDefinition shaped like
 * a ConfigMap; the other is homeostat. Differences with a reason (known-differences.ts) are only counted.
 * Exit code 1 when there are others. Run by hand: `tsx test/differential/compare.ts REFERENCE_URL TOKEN HOMEOSTAT_URL`, with
 * NODE_TLS_REJECT_UNAUTHORIZED=0 for a reference with a certificate of its own.
 */
import { builtInReasons, customReasons } from './known-differences.ts';
import { type Step, steps } from './requests.ts';

interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly prefix: string;
  readonly apiVersion: string;
  /** Spells what is different by nature the same way. */
  normalize(text: string): string;
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const group = 'core.diff';

async function main([reference = '', token = '', ours = '']: readonly string[]): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const isWhole = (await fetch(`${reference}/api/v1/configmaps`, { headers })).status === 200;
  const real = isWhole ? builtInTarget(reference, headers) : customTarget(reference, headers);
  if (!isWhole) await defineKind(real);
  const known = isWhole ? builtInReasons : { ...builtInReasons, ...customReasons };
  const targets = [real, builtInTarget(ours, {})];
  const memories = targets.map(() => new Map<string, string>());
  let different = 0;
  const reasons = new Map<string, number>();
  for (const step of steps) {
    const outcomes: Outcome[] = [];
    for (const [index, target] of targets.entries()) {
      outcomes.push(await send(target, step, memories[index] ?? new Map()));
    }
    const [expected, actual] = outcomes.map((outcome) => JSON.stringify(outcome, null, 1));
    if (expected === actual) continue;
    const reason = known[step.name];
    if (reason !== undefined) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      continue;
    }
    different++;
    process.stdout.write(`\n## ${step.name}\nexpected ${expected}\nactual   ${actual}\n`);
  }
  for (const [reason, count] of reasons) process.stdout.write(`${count} known: ${reason}\n`);
  process.stdout.write(`${steps.length} requests, ${different} answers differ without a known reason\n`);
  process.exitCode = different === 0 ? 0 : 1;
}

function customTarget(url: string, headers: Readonly<Record<string, string>>): Target {
  return {
    url,
    headers,
    prefix: `/apis/${group}/v1`,
    apiVersion: `${group}/v1`,
    normalize: (text) =>
      text
        .replaceAll(`configmaps.${group}`, 'configmaps')
        .replaceAll(`ConfigMap.${group}`, 'ConfigMap')
        .replaceAll(`${group}/v1`, 'v1')
        .replaceAll(`"group":"${group}",`, ''),
  };
}

function builtInTarget(url: string, headers: Readonly<Record<string, string>>): Target {
  return { url, headers, prefix: '/api/v1', apiVersion: 'v1', normalize: (text) => text };
}

async function defineKind(target: Target): Promise<void> {
  const strings = { type: 'object', additionalProperties: { type: 'string' } };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `configmaps.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'configmaps', singular: 'configmap', kind: 'ConfigMap', listKind: 'ConfigMapList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { data: strings } } },
        },
      ],
    },
  };
  await fetch(`${target.url}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`, {
    method: 'POST',
    headers: { ...target.headers, 'content-type': 'application/json' },
    body: JSON.stringify(crd),
  });
  // The reference needs a moment to serve what it was told of.
  for (let attempt = 0; attempt < 50; attempt++) {
    const { status } = await fetch(`${target.url}${target.prefix}/configmaps`, { headers: target.headers });
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the reference does not serve the kind');
}

async function send(target: Target, step: Step, memory: Map<string, string>): Promise<Outcome> {
  const fill = (text: string) =>
    text
      .replaceAll('{prefix}', target.prefix)
      .replaceAll('{all}', `${target.prefix}/configmaps`)
      .replaceAll('{watch}', `${target.prefix}/watch/namespaces/default/configmaps`)
      .replaceAll('{kind}', 'ConfigMap')
      .replaceAll('{apiVersion}', target.apiVersion)
      .replaceAll(/\{(rv|uid):([a-z0-9]+)\}/g, (all) => memory.get(all) ?? '1');
  const path = step.path.startsWith('//')
    ? step.path.slice(1)
    : step.path.startsWith('{')
      ? fill(step.path)
      : `${target.prefix}/namespaces/default/configmaps${fill(step.path)}`;
  const body =
    step.body === undefined
      ? undefined
      : fill(typeof step.body === 'string' ? step.body : JSON.stringify(step.body));
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), step.watchMs ?? 20_000);
  let text = '';
  try {
    const response = await fetch(target.url + path, {
      method: step.method,
      headers: {
        ...target.headers,
        ...(body === undefined ? {} : { 'content-type': step.type ?? 'application/json' }),
        ...step.headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: abort.signal,
    });
    try {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    } catch {
      text += '(open)';
    }
    remember(text, memory);
    return {
      status: response.status,
      headers: interesting(response.headers),
      body: target.normalize(blur(text, path)),
    };
  } catch (error) {
    return { status: 0, headers: {}, body: String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function remember(text: string, memory: Map<string, string>): void {
  try {
    const { metadata } = JSON.parse(text) as {
      readonly metadata?: {
        readonly name?: string;
        readonly resourceVersion?: string;
        readonly uid?: string;
      };
    };
    if (metadata?.name === undefined) return;
    memory.set(`{rv:${metadata.name}}`, metadata.resourceVersion ?? '');
    memory.set(`{uid:${metadata.name}}`, metadata.uid ?? '');
  } catch {
    // Lists of watch events and texts have nothing to remember.
  }
}

function interesting(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of [
    'content-type',
    'warning',
    'retry-after',
    'allow',
    'cache-control',
    'transfer-encoding',
  ]) {
    const value = headers.get(name);
    if (value !== null && name !== 'transfer-encoding') kept[name] = value;
  }
  return kept;
}

/** Drops what differs between any two runs, sorts keys, and leaves out what only one of the kinds has. */
function blur(text: string, path: string): string {
  if (path.includes('pretty')) return String(text.includes('\n  '));
  const whole = parsed(text);
  if (whole !== undefined) return JSON.stringify(blurValue(whole));
  const lines = text.trim().split('\n');
  return lines.map((line) => blurLine(line)).join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function blurLine(line: string): string {
  try {
    return JSON.stringify(blurValue(JSON.parse(line)));
  } catch {
    return line
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID')
      .replaceAll(/20[0-9-]{8}T[0-9:]{8}Z/g, 'TIME')
      .replaceAll(/resourceVersion: "[0-9]+"/g, 'resourceVersion: "RV"');
  }
}

const dropped = new Set(['managedFields', 'generation']);

function blurValue(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (name === 'uid' || name === 'creationTimestamp' || name === 'deletionTimestamp')
      return name.toUpperCase();
    if (name === 'resourceVersion') return /^[0-9]+$/.test(value) ? 'RV' : value;
    if (name === 'continue') return value === '' ? undefined : 'TOKEN';
    if (name === 'name' && /^g-/.test(value)) return 'g-NAME';
    return value
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID')
      .replaceAll(/current: [0-9]+/g, 'current: RV')
      .replaceAll(/in scheme "[^"]+"/g, 'in scheme "PLACE"')
      .replaceAll(/in record \([0-9]+\)/g, 'in record (RV)');
  }
  if (Array.isArray(value))
    return value.map((item) => blurValue(name === 'items' ? withoutKind(item) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped.has(key))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, blurValue(inner, key)]),
  );
}

/** Items of custom kinds repeat what the list says. */
function withoutKind(item: unknown): unknown {
  const { kind: _, apiVersion: __, ...rest } = item as Readonly<Record<string, unknown>>;
  return rest;
}

void main(process.argv.slice(2));
