import { expect, test } from 'vitest';
import { ourAnswer, readVectors, vectorFiles } from './vectors.ts';

test.each(Object.keys(vectorFiles))(
  '%s: what is wrong is told as Kubernetes does, and all else becomes the same',
  (file) => {
    const vectors = readVectors(file);
    expect(vectors.length).toBeGreaterThan(300);
    for (const { one, out } of vectors) expect([one, ourAnswer(one)]).toEqual([one, out]);
  },
);
