import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { storeConformance } from './conformance.ts';
import { reopening } from './testing/reopening.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const root = await mkdtemp(join(tmpdir(), 'homeostat-store-'));
let directories = 0;
const newDirectory = () => join(root, `${directories++}`);

afterAll(async () => {
  environment.close();
  await rm(root, { recursive: true });
});

storeConformance('on disk', () => reopening(environment, { directory: newDirectory() }));
storeConformance('on disk with hardly any cache', () =>
  reopening(environment, { directory: newDirectory(), cacheCharactersMax: 3 }),
);
