import { MemoryLevel } from 'memory-level';
import { afterAll } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { storeConformance } from './conformance.ts';
import { StoreMemory } from './index.ts';
import { reopening } from './testing/reopening.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
afterAll(() => environment.close());

const ownLevel = () => new MemoryLevel<string, string>({ storeEncoding: 'utf8' });

storeConformance('in memory', () => reopening(environment, { memory: new StoreMemory() }));
storeConformance('on a level of the caller', () => reopening(environment, { level: ownLevel() }));
storeConformance('on a level with hardly any cache', () =>
  reopening(environment, { level: ownLevel(), cacheCharactersMax: 3 }),
);
