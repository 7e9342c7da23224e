// Writes to the store in a directory until it is killed: `crash-child.mjs DIRECTORY CYCLE PROMISES`. Every acknowledged
// write is said in the file PROMISES, synchronously, so that whoever kills this process knows what was promised
// before. A dot on standard output for each shows how far it is.
import { openSync, writeSync } from 'node:fs';
import { realEnvironment } from '../../environment/real/index.ts';
import { openStore } from '../index.ts';

const [directory, cycle, promises] = process.argv.slice(2);
const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const store = await openStore(environment, { directory });

const file = openSync(promises, 'w');

/** Standard output would keep in memory what the reader does not take at once. */
function say(text) {
  writeSync(file, text);
}

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
      say(`deleting ${deleted}\n`);
    }
    const { revision } = await store.txn({ success });
    process.stdout.write('.');
    say(`${revision} ${own} ${deleted} ${value}\n`);
  }
}

async function compact() {
  for (;;) {
    const revision = store.revision - 300;
    if (revision > store.compactedRevision) {
      await store.compact(revision);
      say(`compacted ${revision}\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (let writer = 0; writer < 40; writer++) write(writer);
compact();
