import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { playOurs } from './play.ts';
import { loadScripts } from './scripts.ts';

/** `vectors/controllers/` has what Kubernetes' own controllers made of the same scripts over the same API server. */
describe('our controllers make of a script what those of Kubernetes make of it', () => {
  test.each(loadScripts())('$name', async (script) => {
    const theirs: unknown = JSON.parse(readFileSync(script.vector, 'utf8'));
    expect(JSON.parse(JSON.stringify(await playOurs(script)))).toEqual(theirs);
  });
});
