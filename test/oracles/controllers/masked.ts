import { generatedSuffixLength, type KubeObject } from '../../../apimachinery/index.ts';
import { certificateWords } from './certificate-words.ts';

/**
 * An object without what no two runs have in common: times, uids, addresses, the nodes that pods are on, and the random end of
 * a generated name. Of who manages its fields, only what controllers do is left.
 */
export function masked(object: KubeObject, words: ReadonlyMap<string, string>): unknown {
  const { metadata = {}, ...rest } = object as KubeObject & Readonly<Record<string, unknown>>;
  const { resourceVersion: _, managedFields = [], ...own } = metadata;
  const theirs = managedFields.filter(({ manager }) => manager === 'kube-controller-manager');
  const told = theirs.map((entry) => JSON.stringify(maskedValue(entry, '', words))).sort();
  return maskedValue({ metadata: { ...own, managedFields: told }, ...rest }, '', words);
}

/**
 * What is said in place of words that no two runs have in common: of a generated name what is not random of it (`web-?` for
 * `web-x7k2p`), and of the hashes of templates, which are made from how Go prints them, which one it is.
 */
export function knownWords(objects: readonly KubeObject[]): ReadonlyMap<string, string> {
  return new Map([...templateHashes(objects), ...generatedNames(objects)]);
}

function templateHashes(objects: readonly KubeObject[]): readonly (readonly [string, string])[] {
  const hashes = objects.flatMap(({ metadata: { labels, ownerReferences } = {} }) => {
    const isDaemons = ownerReferences?.some(({ kind }) => kind === 'DaemonSet');
    return labels?.[isDaemons ? 'controller-revision-hash' : 'pod-template-hash'] ?? [];
  });
  return [...new Set(hashes)].map((hash, index) => [hash, `hash${index + 1}`]);
}

/** A StatefulSet's pods say from what their names might have been made, and have others. */
function generatedNames(objects: readonly KubeObject[]): readonly (readonly [string, string])[] {
  return objects.flatMap(({ metadata: { name = '', generateName } = {} }) =>
    name.length === (generateName?.length ?? Number.NaN) + generatedSuffixLength
      ? [[name, `${generateName}?`] as const]
      : [],
  );
}

/** A text without what is random in it. */
export function maskedText(text: string, words: ReadonlyMap<string, string>): string {
  let known = text.replaceAll(/[a-z0-9]([-a-z0-9.]*[a-z0-9])?/g, (name) => words.get(name) ?? name);
  known = known.replaceAll(/[a-z0-9]+/g, (part) => words.get(part) ?? part);
  for (const [pattern, name] of patterns) known = known.replaceAll(pattern, name);
  return known;
}

const patterns: readonly (readonly [RegExp, string])[] = [
  // Kubernetes' controllers are given none here.
  [/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g, ''],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>'],
  // VolumeAttachments are named after their volumes, and these after uids.
  [/\bcsi-[0-9a-f]{64}\b/g, 'csi-<hash>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '<address>'],
  [/\bnode-\d+\b/g, '<node>'],
  [/\bin [\d.]+m?s \([\d.]+m?s including waiting\)/g, 'in <duration>'],
];

/** The endpoints of a slice are in the order of Go's maps, the subsets of Endpoints in that of hashes over uids. */
const unordered: ReadonlySet<string> = new Set(['endpoints', 'subsets']);

function maskedValue(value: unknown, field: string, words: ReadonlyMap<string, string>): unknown {
  if (field === 'resourceVersion' || field === 'containerID') return '*';
  if (field === 'certificate' && typeof value === 'string') return certificateWords(value);
  if (typeof value === 'string') return maskedText(value, words);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value.map((item) => maskedValue(item, '', words));
    return unordered.has(field) ? items.toSorted(byText) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, inner]) => [maskedText(key, words), maskedValue(inner, key, words)] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
