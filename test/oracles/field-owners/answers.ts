import { isObject, type ManagedFieldsEntry } from '../../../apimachinery/index.ts';
import type { Sequence, Step } from './sequences.ts';

/** What is compared of an answer. */
export interface OwnersAnswer {
  readonly code: number;
  /** Of a refusal. */
  readonly message?: string;
  readonly causes?: readonly unknown[];
  /** Entries of managedFields without their times, but telling whether they have one; sorted. */
  readonly owners?: readonly unknown[];
}

/** How a server is asked. */
export type Ask = (step: Step) => Promise<{ readonly code: number; readonly body: unknown }>;

export async function answersOf(ask: Ask, { steps }: Sequence): Promise<OwnersAnswer[]> {
  const answers: OwnersAnswer[] = [];
  for (const step of steps) {
    const { code, body } = await ask(step);
    answers.push(comparable(code, isObject(body) ? body : {}));
  }
  return answers;
}

/** Makes the namespace that the sequences are asked in. */
export async function prepare(ask: Ask): Promise<void> {
  const make = (path: string, kind: string, name: string) =>
    ask({ method: 'POST', path, body: { apiVersion: 'v1', kind, metadata: { name } } });
  await make('/api/v1/namespaces', 'Namespace', 'owners');
  await make('/api/v1/namespaces/owners/serviceaccounts', 'ServiceAccount', 'default');
}

function comparable(code: number, body: Readonly<Record<string, unknown>>): OwnersAnswer {
  if (code < 300) return { code, owners: ownersOf(body.metadata) };
  const { causes } = isObject(body.details) ? body.details : {};
  return {
    code,
    message: String(body.message),
    ...(Array.isArray(causes) ? { causes: sorted(causes) } : {}),
  };
}

function ownersOf(metadata: unknown): unknown[] {
  const { managedFields = [] } = isObject(metadata) ? metadata : {};
  const entries = managedFields as readonly ManagedFieldsEntry[];
  return sorted(entries.map(({ time, ...entry }) => ({ ...entry, hasTime: time !== undefined })));
}

/** Kubernetes tells causes in no order, and owners by times. */
function sorted(values: readonly unknown[]): unknown[] {
  const texts = values.map((value) => JSON.stringify(inOrder(value)));
  return texts.sort().map((text) => JSON.parse(text));
}

function inOrder(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inOrder(value[key])]),
  );
}
