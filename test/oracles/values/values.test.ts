import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ourAnswer, RULES, type RuleName } from './rules.ts';

const VECTORS = join(import.meta.dirname, '..', '..', 'vectors');
const files = readdirSync(VECTORS).filter((file) => file.startsWith('values-'));

describe('the value rules answer as Kubernetes does', () => {
  it('has vectors for every rule', () => {
    const rules = files.map((file) => file.slice('values-'.length, -'.jsonl'.length));
    expect(rules.sort()).toEqual(Object.keys(RULES).sort());
  });

  it.each(files)('%s', (file) => {
    const rule = file.slice('values-'.length, -'.jsonl'.length) as RuleName;
    const lines = readFileSync(join(VECTORS, file), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const vector = JSON.parse(line) as { readonly in: unknown; readonly out: unknown };
      expect({ in: vector.in, out: ourAnswer(rule, vector.in, vector.out) }).toEqual(vector);
    }
  });
});
