import { yaml } from './yaml-library.ts';

/**
 * A value of JSON as YAML, as Kubernetes writes it: in block style, keys in alphabetical order, texts in quotes where they
 * could be read as something else. Mirrors sigs.k8s.io/yaml (Marshal).
 */
export function writeYaml(value: unknown): string {
  return yaml().dump(value, {
    sortKeys: true,
    seqNoIndent: true,
    quoteStyle: 'double',
    lineWidth: -1,
    noRefs: true,
  });
}
