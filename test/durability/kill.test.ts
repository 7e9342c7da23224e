import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Burst, burst, contentOf } from './burst.ts';
import { type ConfigMap, ConfigMaps } from './config-maps.ts';
import { up } from './homeostat-process.ts';

/** Two to four seconds each. `HOMEOSTAT_CYCLES=20` for a longer look. */
const cycles = Number(process.env.HOMEOSTAT_CYCLES ?? 3);
const connectionCount = 100;

const root = await mkdtemp(join(tmpdir(), 'homeostat-kill-'));
const directory = join(root, 'data');
afterAll(() => rm(root, { recursive: true }));

/** All that was ever acknowledged or seen, and the newest resourceVersion anybody was told. */
class Promised {
  readonly objects = new Map<string, ConfigMap>();
  resourceVersion = 0;
  unanswered = 0;
  survived = 0;

  take(burst: Burst): void {
    for (const object of burst.acknowledged.values()) this.#see(object);
    this.unanswered += burst.unanswered.length;
  }

  /** Checks what a restarted server has; from then on that is promised, too. */
  check(list: Awaited<ReturnType<ConfigMaps['list']>>, unanswered: readonly string[]): void {
    expect(list.resourceVersion).toBeGreaterThanOrEqual(this.resourceVersion);
    const there = new Map(list.items.map((object) => [object.metadata.name, object]));
    expect(there.size).toBe(list.items.length);
    const lost = [...this.objects].filter(
      ([name, object]) => JSON.stringify(there.get(name)) !== JSON.stringify(withoutKind(object)),
    );
    expect(lost).toEqual([]);
    for (const object of list.items.filter(({ metadata }) => !this.objects.has(metadata.name))) {
      this.#checkUnanswered(object, unanswered);
    }
    expect(new Set(list.items.map(({ metadata }) => metadata.resourceVersion)).size).toBe(list.items.length);
    this.resourceVersion = list.resourceVersion;
  }

  /** Nobody was told of it: it may be there, but then it is the whole of something that was sent. */
  #checkUnanswered(object: ConfigMap, unanswered: readonly string[]): void {
    expect(unanswered).toContain(object.metadata.name);
    expect(object.data).toEqual(contentOf(object.metadata.name));
    expect(object.metadata).toMatchObject({
      uid: expect.stringMatching(/./),
      creationTimestamp: expect.stringMatching(/./),
    });
    this.survived++;
    this.#see(object);
  }

  #see(object: ConfigMap): void {
    this.objects.set(object.metadata.name, object);
    this.resourceVersion = Math.max(this.resourceVersion, Number(object.metadata.resourceVersion));
  }
}

/** Items of a list do not say their kind. */
function withoutKind(object: ConfigMap): object {
  return { ...object, kind: undefined, apiVersion: undefined };
}

test(`every acknowledged create is there after kill -9, ${cycles} times over`, {
  timeout: 60_000 + cycles * 20_000,
}, async () => {
  const promised = new Promised();
  let unanswered: readonly string[] = [];
  // One start more than kills: the last looks at what the last kill left.
  for (let cycle = 0; cycle <= cycles; cycle++) {
    const { process, url } = await up(directory, root);
    try {
      const reader = new ConfigMaps(url);
      promised.check(await reader.list(), unanswered);
      reader.close();
      if (cycle < cycles) {
        // At another moment each time.
        const enough = 150 + ((cycle * 397) % 1500);
        const options = { connections: connectionCount, prefix: `c${cycle}`, enough };
        const done = await burst(url, { ...options, onEnough: () => process.signal('SIGKILL') });
        expect(done.acknowledged.size).toBeGreaterThanOrEqual(enough);
        promised.take(done);
        unanswered = done.unanswered;
      }
    } finally {
      await process.kill();
    }
  }
  const { objects, survived, resourceVersion } = promised;
  process.stdout.write(
    `kill -9 ${cycles} times: ${objects.size - survived} acknowledged creates, all there; ` +
      `of ${promised.unanswered} unanswered ${survived} are there, whole; resourceVersion ${resourceVersion}\n`,
  );
});
