import { type ConformanceSection, shownIn } from './section.ts';

const delta = shownIn('client/delta-fifo.test.ts');
const real = shownIn('client/real-fifo.test.ts');
const informer = shownIn('client/shared-informer.test.ts');
const storm = shownIn('client/shared-informer-storm.test.ts');

export const queueRules: ConformanceSection = {
  title: 'RealFIFO and DeltaFIFO',
  source: 'client-go tools/cache (the_real_fifo.go, delta_fifo.go, controller.go)',
  rules: [
    real(
      'Every event is kept, in the order of arrival (TestRealFIFO_basic)',
      'everything comes out in the order it went in, whoever put it in',
    ),
    real(
      'Nothing is put together, lists and resyncs are one item (TestRealFIFO_addUpdate, enqueueingNoLister, addReplace, ReplaceAtomic, ReplaceAtomicPop, ResyncAtomic)',
      'nothing is left out or put together: %s',
    ),
    real('HasSynced (TestRealFIFO_HasSynced)', 'whether a queue has synced when %s'),
    real(
      'It has synced after the processing, not before (UnlockWhileProcessingFIFO; HasSyncedCorrectOnDeletion)',
      'the initial list is told apart from what comes after it, and has synced when it was processed',
      'what comes in before the first list is none of it',
    ),
    real('TestRealFIFO_transformer', 'a transform runs once on each object that comes in'),
    real(
      'What cannot be processed does not stop the rest (TestRealFIFO_PopBrokenItemsInBatch, TestProcessDeltasInBatch)',
      'what cannot be processed is lost, and nothing after it',
    ),
    informer(
      'A list tells what has gone first, then what is there; both queues agree (TestReplaceEvents, TestRealFIFO_ReplaceMakesDeletions, replaceWithDeleteDeltaIn)',
      'what a watch missed is made up for by the next list (%s)',
      'a list is told as what it changed, whatever the queue (in order: %s)',
    ),
    informer(
      'isInInitialList is true of the first list only (TestResetWatch)',
      'only what the first list has is of the initial list, also after a watch was lost',
    ),
    informer(
      'The store changes before the handlers hear (processDeltas)',
      'the indexer has changed before a handler hears of it',
    ),
    informer(
      'Transforms are seen by handlers (TestTransformingInformer)',
      'a transform decides what is kept and shown',
    ),
    informer(
      'A mistake in a program reaches who runs it (TestPanicPropagated)',
      'a mistake in an index function fails the world, not the server',
    ),
    storm(
      'A storm of changes ends consistent, and what handlers hear fits (TestHammerController, TestUpdate)',
      'after any storm copy and handlers agree with the server (seed %i)',
    ),
    delta('TestDeltaFIFO_basic', 'the values of each producer come out in the order they went in'),
    delta(
      'TestDeltaFIFO_addUpdate',
      'an object added and updated is popped once, with its newest state last',
    ),
    delta(
      'TestDeltaFIFO_enqueueingNoLister',
      'without known objects a deletion of what is not queued is nothing',
    ),
    delta('TestDeltaFIFO_enqueueingWithLister', 'a deletion of what is known is queued'),
    delta('TestDeltaFIFO_addReplace', 'an object added and then listed is popped once, as it was listed'),
    delta(
      'TestDeltaFIFO_Resync, ResyncNonExisting, UpdateResyncRace',
      'a resync repeats what is known and has nothing queued',
    ),
    delta('TestDeltaFIFO_DeleteExistingNonPropagated', 'a deletion of an unknown object is not passed on'),
    delta(
      'TestDeltaFIFO_ReplaceMakesDeletions (5)',
      'a list makes deletions of what is known and not in it',
      'a list makes a deletion, after what is queued, of what was added and is not in it',
      'a list makes a deletion of what was deleted and added again before it',
      'a second list makes a deletion of what only the first one had',
      'without known objects a list makes deletions of what is queued',
    ),
    delta(
      'TestDeltaFIFO_ReplaceMakesDeletionsReplaced, ReplaceDeltaType',
      'lists say Replaced where that is asked for',
    ),
    delta(
      'TestDeltaFIFOW_ReplaceMakesDeletionsForObjectsOnlyInQueue (6)',
      'what is only in the queue (%s) gets one deletion at the end',
      'what was resynced and is gone gets one deletion at the end',
    ),
    delta(
      'TestDeltaFIFO_replaceWithDeleteDeltaIn',
      'a deletion queued before a list that has the object again is popped with it',
    ),
    delta('TestDeltaFIFO_HasSynced (7)', 'whether a queue has synced: %s'),
    delta(
      'TestDeltaFIFO_HasSyncedCorrectOnDeletion',
      'the deletions that the first list makes belong to the initial list',
    ),
    delta('TestDeltaFIFO_detectLineJumpers', 'nobody jumps the line'),
    delta(
      'Two deletions in a row are one (compression)',
      'two deletions in a row are one, the one that saw the last state',
      'a deletion that was seen replaces one that a list has found out, never the other way round',
    ),
    delta(
      'TestDeltaFIFO_transformer',
      'a transform runs once on each object that comes in, and not on tombstones',
    ),
  ],
  leftOut: [
    'RealFIFO without atomic events, and batches of deltas (PopMultipleDeltaInBatch): they were made to hold a lock less often; there is none, and the events are the same.',
    'Bookmarks as items of the queue: what came before one has been processed when it comes, so the version can move at once.',
    'Close and blocked pops (PopShouldUnblockWhenClosed), keys of items (KeyOf): nobody waits for a queue, and what is in it is typed.',
  ],
};
