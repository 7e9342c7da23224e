import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLevel } from 'memory-level';
import { afterAll } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { storeConformance } from './conformance.ts';
import { openStore, type Store, StoreMemory, type StoreOptions } from './index.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});

const root = await mkdtemp(join(tmpdir(), 'homeostat-store-'));
let directories = 0;

afterAll(async () => {
  environment.close();
  await rm(root, { recursive: true });
});

storeConformance('on disk', () => subject({ directory: join(root, `${directories++}`) }));
storeConformance('in memory', () => subject({ memory: new StoreMemory() }));
storeConformance('on a level of the caller', () =>
  subject({ level: new MemoryLevel<string, string>({ storeEncoding: 'utf8' }) }),
);
storeConformance('on disk with hardly any cache', () =>
  subject({ directory: join(root, `${directories++}`), cacheCharactersMax: 3 }),
);

async function subject(options: StoreOptions): Promise<{ store: Store; reopen(): Promise<Store> }> {
  const store = await openStore(environment, options);
  let open = store;
  const reopen = async () => {
    await open.close();
    open = await openStore(environment, options);
    return open;
  };
  return { store, reopen };
}
