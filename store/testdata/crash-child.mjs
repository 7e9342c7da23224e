// Writes to the store in a directory until it is killed: `crash-child.mjs DIRECTORY CYCLE`. Every acknowledged write
// is said on standard output, synchronously, so that whoever kills this process knows what was promised before.
import { realEnvironment } from '../../environment/real/index.ts';
import { openStore } from '../index.ts';

const [directory, cycle] = process.argv.slice(2);
const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const store = await openStore(environment, { directory });
process.stdout.write(`opened ${store.revision}\n`);

/** Each writer has keys of its own, and some it shares with the others. */
async function write(writer) {
  for (let i = 0; ; i++) {
    const own = `/own/${cycle}/${writer}/${i}`;
    const value = `${cycle}.${writer}.${i} ${'x'.repeat((writer * 37 + i * 101) % 3000)}`;
    const success = [{ type: 'put', key: own, value }];
    if (i % 3 === 0) success.push({ type: 'put', key: `/shared/${i % 20}`, value });
    const deleted = i % 5 === 4 ? `/own/${cycle}/${writer}/${i - 3}` : '-';
    if (deleted !== '-') {
      success.push({ type: 'delete', key: deleted });
      process.stdout.write(`deleting ${deleted}\n`);
    }
    const { revision } = await store.txn({ success });
    process.stdout.write(`${revision} ${own} ${deleted} ${value}\n`);
  }
}

async function compact() {
  for (;;) {
    const revision = store.revision - 300;
    if (revision > store.compactedRevision) {
      await store.compact(revision);
      process.stdout.write(`compacted ${revision}\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (let writer = 0; writer < 40; writer++) write(writer);
compact();
