import { type ConformanceSection, shownIn } from './section.ts';

const indexer = shownIn('client/indexer.test.ts');
const informer = shownIn('client/shared-informer.test.ts');
const storm = shownIn('client/shared-informer-storm.test.ts');
const factory = shownIn('client/informer-factory.test.ts');
const lister = shownIn('client/lister.test.ts');
const resync = shownIn('client/resync-period.test.ts');
const handlers = shownIn('client/handler-queue.test.ts');

export const storeRules: ConformanceSection = {
  title: 'ThreadSafeStore, Indexer and listers',
  source: 'client-go tools/cache (thread_safe_store.go, store.go, listers.go)',
  rules: [
    indexer(
      'An index keeps no empty sets (TestThreadSafeStoreDeleteRemovesEmptySetsFromIndex, AddKeepsNonEmptySetPostDeleteFromIndex)',
      'a deletion removes a set that becomes empty, and keeps one that does not',
    ),
    indexer(
      'Several values for an object (TestThreadSafeStoreIndexingFunctionsWithMultipleValues, TestMultiIndexKeys)',
      'an object of several index values is found under each of them',
      'an update to %s leaves the right sets',
    ),
    indexer(
      'Indexers are added at any time, one of each name (TestIndexer, TestAddIndexerAfterAdd)',
      'an index added later holds what is there',
    ),
    indexer(
      'By index, keys and values (TestIndex, TestGetIndexFuncValues)',
      'what is read by index is the newest object, in the order of first insertion',
    ),
    indexer(
      'Replace and Delete (TestCache, TestUndeltaStore)',
      'a replacement leaves nothing of what was there',
      'a deletion of what is not there changes nothing',
    ),
    informer(
      'A failing index function (TestCacheTransactionShouldIndexErrors)',
      'a mistake in an index function fails the world, not the server',
    ),
    shownIn('client/reflector.test.ts')(
      'The version of the copy moves with additions, updates, deletions and bookmarks (TestThreadSafeStoreRV, LastStoreSyncResourceVersion)',
      'every kind of event moves the version on, bookmarks without touching an object',
    ),
    shownIn('controllers/kit/own-writes.test.ts')(
      'A controller does not act on a copy that is behind its own writes (util/consistency of 1.36)',
      'a key is held back until every cache has seen what was written for it',
      'a key is held back until what was deleted for it is gone, or about to go',
    ),
    informer(
      'Nobody changes what is kept (TestMutationDetector): it is frozen, always, so that a change throws where it is made',
      'what a transform makes cannot be changed by those who share it',
    ),
    shownIn('client/http-watch.test.ts')(
      'What comes over HTTP is frozen',
      'objects are frozen in depth, and a frame is the bytes that came',
    ),
    lister(
      'Listers by selector and namespace (TestListAll)',
      'a lister lists everything, a namespace, and what a selector matches',
      'what a lister does not have is not found, in the words of the server',
    ),
  ],
  leftOut: [
    'Transactions of the store: they hold a lock for a batch. Locks: one thread.',
    'ExpirationCache, MutationCache, TTL stores: no informer has them; nobody asked for one.',
  ],
};

export const informerRules: ConformanceSection = {
  title: 'SharedInformer and its factory',
  source: 'client-go tools/cache (shared_informer.go), informers (factory.go), metadata/metadatainformer',
  rules: [
    storm(
      'Per object a subsequence of its states; whatever the storm, it ends right',
      'after any storm copy and handlers agree with the server (seed %i)',
    ),
    storm(
      '10,000 objects and 100,000 events: none is lost, all in order',
      'ten thousand objects are there at once, and of a hundred thousand events none is lost and all are in order',
    ),
    informer('Adds, updates and deletions', 'an informer follows the server (initial list as a watch: %s)'),
    informer(
      'A late handler is given what is there (TestSharedInformerInitializationRace)',
      'a handler that comes late is given what is there, as of the initial list',
    ),
    informer(
      'HasSynced of the informer and of each handler',
      'an informer has synced when its indexer is filled, a handler when it was told',
    ),
    informer(
      'TestListenerResyncPeriods',
      'handlers are resynced as often as they wish, and not at all if they do not',
    ),
    resync(
      'TestResyncCheckPeriod',
      'before the start the check period follows the shortest wish',
      'after the start a shorter wish is rounded up to the check period',
      'a resync each millisecond is one each second',
    ),
    informer(
      'TestSharedInformerWatchDisruption',
      'what a list repeats unchanged goes to those of the current resync only',
    ),
    informer('TestSharedInformerErrorHandling', 'a server that fails is reported and tried again'),
    informer(
      'TestSharedInformerStartRace, TestStateSharedInformer',
      'started twice an informer watches once; after its environment it takes no handler',
      'an informer says how far it is',
    ),
    informer('TestSharedInformerTransformer', 'a transform decides what is kept and shown'),
    informer(
      'TestSharedInformerRemoveHandler, TestRemovingRemovedSharedInformer, TestRemoveWhileActive',
      'a handler that is removed hears nothing more, the others do; removing again is nothing',
      'a handler that removes itself hears nothing of what was queued for it',
    ),
    informer(
      'TestSharedInformerMultipleRegistration',
      'the same handler registered twice hears everything twice',
    ),
    storm(
      'TestSharedInformerHandlerAbuse, TestAddWhileActive',
      'handlers that come and go in a storm hear what fits together (seed %i)',
    ),
    informer(
      'TestAddOnStoppedSharedInformer, TestRemoveOnStoppedSharedInformer',
      'an informer that was stopped takes no handler',
    ),
    informer(
      'TestSharedInformerShutdown: nothing is told after it',
      'what is queued for handlers when the environment ends is not told any more',
    ),
    informer('TestEventPanics', 'a handler that throws fails the world and loses only that event'),
    handlers(
      'What a handler throws is told with its object; a long list holds up nobody',
      'what a handler throws is told with its object',
      'what is told of a long list comes in pieces, in order, and others have their turn between them',
    ),
    factory(
      'One informer of a type; Start is idempotent (TestSharedInformerFactory)',
      'all who ask for one resource share an informer; another selection is another informer',
      'started again a factory starts what was asked for since',
    ),
    factory(
      'WaitForCacheSync, Shutdown',
      'a factory has synced when each of its informers has',
      'informers end with the environment of their factory',
      'informers of what is served no more end, and their handlers hear nothing; others go on',
    ),
    factory(
      'WithNamespace, WithTweakListOptions, WithTransform, WithCustomResyncConfig; selectors and namespaces by object',
      'an informer of a selection asks for that only',
      'what a factory selects holds for all, unless a resource or who asks says otherwise',
    ),
    factory(
      'Metadata only (metadatainformer)',
      'an informer of metadata asks for that only (initial list as a watch: %s)',
    ),
  ],
  leftOut: [
    'TestSharedInformerRemoveForeignHandler, TestWaitFor, TestSyncResult: a registration removes itself and nothing else; to wait for a sync is to wait for a promise.',
    'RetryWatcher, Until, NewInformerWatcher: a reflector resumes and lists again; who waits for one state has `eventually` of the tests, or an informer.',
  ],
};
