import { expect, test } from 'vitest';
import { createWorkQueue } from '../client/index.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, type TestPod } from '../client/testing/types.ts';
import { EventChannel } from './event-channel.ts';
import { enqueueRequestForObject } from './event-handler.ts';
import { predicateOf } from './predicate.ts';
import { channel } from './source.ts';

const environment = createManualEnvironment();
const shown = predicateOf<TestPod>(({ metadata }) => metadata?.name !== 'hidden');

/** A queue that a source of these events leads to. */
async function started(events: EventChannel<TestPod>) {
  const queue = createWorkQueue<string>(environment);
  const registration = channel(events, enqueueRequestForObject<TestPod>(), shown)(queue);
  await registration.waitForSync();
  const items = () => queue.state().items.map(({ item }) => item);
  return { items, remove: () => registration.remove?.() };
}

test('should provide each event to each source, as far as its predicates let it', async () => {
  const events = new EventChannel<TestPod>();
  const [first, second] = [await started(events), await started(events)];
  events.send(pod('a'));
  events.send(pod('hidden'));
  expect([first.items(), second.items()]).toEqual([['default/a'], ['default/a']]);
  first.remove();
  events.send(pod('b'));
  expect([first.items(), second.items()]).toEqual([['default/a'], ['default/a', 'default/b']]);
});

test('should be able to cope with events in the channel before the source is started', async () => {
  const events = new EventChannel<TestPod>();
  for (let at = 0; at < 1024; at++) events.send(pod(`p${at}`));
  expect(() => events.send(pod('more'))).toThrow('1024 events wait for a source to start');
  expect((await started(events)).items()).toHaveLength(1024);
  expect((await started(events)).items()).toEqual([]);
});

test('should stop when the source channel is closed', async () => {
  const events = new EventChannel<TestPod>();
  const { items } = await started(events);
  events.close();
  expect(() => events.send(pod('a'))).toThrow('the channel is closed');
  expect(items()).toEqual([]);
});

test('a source that fails with an event keeps it from nobody, and tells who sent it', async () => {
  const events = new EventChannel<TestPod>();
  events.subscribe(() => {
    throw new Error('no');
  });
  const { items } = await started(events);
  expect(() => events.send(pod('a'))).toThrow('no');
  expect(items()).toEqual(['default/a']);
});
