import { expect, test } from 'vitest';
import type { RecordOf, Trace, TraceRecord, WriteFields } from '../../environment/index.ts';
import { watchForStorms } from './storms.ts';

/** A trace that is told of writes to pods of the ReplicaSet `r`, ten milliseconds after each other. */
function openTrace() {
  let reader: ((record: TraceRecord) => void) | undefined;
  let id = 0;
  const trace: Trace = {
    enabled: true,
    detailed: false,
    record: () => 0,
    skip: () => 0,
    detail: () => undefined,
    isFollowed: () => false,
    follow: () => () => undefined,
    subscribe(next) {
      reader = next;
      return () => undefined;
    },
  };
  watchForStorms(trace);
  const tell = (name: string, fields: Partial<WriteFields>, afterMs = 10) => {
    id += 1;
    const write: RecordOf<'write'> = {
      id,
      atMs: id * afterMs,
      by: 'world',
      kind: 'write',
      causes: [],
      fields: {
        by: 'replicaset-controller',
        group: '',
        kind: 'Pod',
        name,
        namespace: 'shop',
        owner: { kind: 'ReplicaSet', name: 'r' },
        resource: 'pods',
        revision: id,
        verb: 'update',
        ...fields,
      },
    };
    reader?.(write);
  };
  return tell;
}

type Tell = ReturnType<typeof openTrace>;

const make = (tell: Tell, name: string, afterMs?: number) => tell(name, { verb: 'create' }, afterMs);
const evict = (tell: Tell, name: string, by = 'taint-eviction-controller', afterMs?: number) =>
  tell(name, { verb: 'delete', by }, afterMs);

/** So many pods come, and each goes before the next. */
function replace(tell: Tell, times: number, lose: (name: string) => void, afterMs?: number): void {
  for (let at = 0; at < times; at++) {
    make(tell, `p-${at}`, afterMs);
    lose(`p-${at}`);
  }
}

test('a thousand pods in turn that others delete are a storm, and nine hundred are none', () => {
  const tell = openTrace();
  replace(tell, 999, (name) => evict(tell, name));
  make(tell, 'last');
  expect(() => evict(tell, 'last')).toThrow('1000 pods of ReplicaSet shop/r were lost within 20 s');
});

test('what a kubelet refuses is lost, and why is told', () => {
  const tell = openTrace();
  const refused = ['phase', 'reason', 'message'].map((field) => ({
    path: ['status', field],
    after: { phase: 'Failed', reason: 'OutOfpods', message: 'full' }[field],
  }));
  const refuse = (name: string) =>
    tell(name, { subresource: 'status', by: 'kubelet:node-1', changes: refused });
  expect(() => replace(tell, 1000, refuse)).toThrow('was replaced by one that was lost like it');
});

test.each<[string, (tell: Tell) => void]>([
  [
    'pods that their owner deletes',
    (tell) => replace(tell, 1500, (name) => evict(tell, name, 'replicaset-controller')),
  ],
  [
    'pods whose containers fail',
    (tell) => {
      const changes = [{ path: ['status', 'phase'], after: 'Failed' }];
      replace(tell, 1500, (name) => tell(name, { subresource: 'status', changes }));
    },
  ],
  [
    'a node of a thousand pods that is lost',
    (tell) => {
      for (let at = 0; at < 1000; at++) make(tell, `p-${at}`);
      for (let at = 0; at < 1000; at++) evict(tell, `p-${at}`);
    },
  ],
  [
    'a pod every ten seconds',
    (tell) => replace(tell, 1500, (name) => evict(tell, name, 'someone', 5000), 5000),
  ],
])('no storm: %s', (_name, play) => {
  expect(() => play(openTrace())).not.toThrow();
});
