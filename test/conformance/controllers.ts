import { type ConformanceSection, shownIn } from './section.ts';

const controller = shownIn('controller-runtime/controller.test.ts');
const priorities = shownIn('controller-runtime/priorities.test.ts');
const leadership = shownIn('controller-runtime/leadership.test.ts');
const queue = shownIn('client/create-priority-queue.test.ts');
const builder = shownIn('controller-runtime/builder.test.ts');
const cache = shownIn('controller-runtime/cached-client.test.ts');
const typed = shownIn('controller-runtime/typed-controller.test.ts');
const handler = shownIn('controller-runtime/event-handler.test.ts');
const predicate = shownIn('controller-runtime/predicate.test.ts');
const source = shownIn('controller-runtime/source.test.ts');

export const controllerRules: ConformanceSection = {
  title: 'Controllers',
  source: 'controller-runtime pkg/internal/controller',
  rules: [
    controller(
      'should call Reconciler if an item is enqueued',
      'should call Reconciler if an item is enqueued',
    ),
    controller(
      'should (not) recover panic if RecoverPanic is true, by default, false; metrics of panics',
      'of a reconciler that fails with %s and recoverPanic %s the world fails %i times',
      'a mistake in the program is counted, and is no failure any more once it went well',
    ),
    controller(
      'should time out if ReconciliationTimeout is set; the timeouts metric',
      'should time out if ReconciliationTimeout is set',
      'should increment when the timeout of a reconcile is hit, and not when it ends earlier',
    ),
    controller('should error when cache sync timeout occurs', 'should error when cache sync timeout occurs'),
    controller(
      'should not error when controller Start context is cancelled during Sources WaitForSync',
      'should not error when it is told to stop while its sources are not synced',
    ),
    controller(
      'should not call Reconcile until all event handlers have processed initial objects; should wait for informers to be synced',
      'should not call Reconcile until all event handlers have processed initial objects',
    ),
    controller(
      'should return an error if it gets started more than once',
      'should return an error if it gets started more than once',
    ),
    controller(
      'should requeue a Request if there is an error and continue processing items',
      'should requeue a Request if there is an error and continue processing items',
    ),
    controller(
      'should not requeue a Request if there is a terminal error',
      'should not requeue a Request if there is a terminal error',
    ),
    controller(
      "should not reset backoff until there's a non-error result",
      'should not reset backoff until there is a non-error result',
    ),
    typed(
      'should requeue a Request with rate limiting if the Result sets Requeue:true',
      'what is not over is tried again after a back-off that doubles, without a failure being told',
    ),
    controller(
      'should requeue a Request after a duration if the Result sets RequeueAfter',
      'should requeue a Request after a duration (but not rate-limited) if the Result says so',
    ),
    controller(
      'should create a new go routine for MaxConcurrentReconciles',
      'one key is never worked on twice at once, other keys are, up to maxConcurrentReconciles',
    ),
    controller(
      'metrics on success, errors, requeues; the reconcile time histogram',
      'should get updated on successful reconciliation, on errors and on requeues',
      'should add a reconcile time to the reconcile time histogram',
    ),
    priorities(
      'should retain the priority when the reconciler requests a requeue, a RequeueAfter, or fails',
      'should retain the priority when there was %s',
    ),
    priorities('should use the priority from Result', 'should use the priority from the result: %s'),
    leadership(
      'warm-up: should (not) start sources before the election is won',
      'should not start sources before it leads, if warm-up is disabled',
      'should start sources before it leads, if warm-up is enabled, and work only then',
    ),
    leadership('NeedLeaderElection', 'a controller that needs no election works whoever leads'),
  ],
  leftOut: [
    'an error with a RequeueAfter: a reconcile rejects or resolves, never both',
    'a reconcile with an id of its own: its record in the trace is its id',
  ],
};

export const priorityQueueRules: ConformanceSection = {
  title: 'Priority queue',
  source: 'controller-runtime pkg/controller/priorityqueue',
  rules: [
    queue('returns an item; returns items in order', 'returns items in order'),
    queue(
      "doesn't return an item that is currently locked",
      'does not return an item that is currently locked',
    ),
    queue(
      'returns an item as soon as its unlocked; enqueues a locked item',
      'returns an item as soon as it is unlocked, in its own place',
    ),
    queue('de-duplicates items', 'de-duplicates items'),
    queue(
      'retains the highest priority; will not decrease the priority',
      'retains the highest priority, and will not decrease it',
    ),
    queue(
      'gets pushed to the front if the priority increases; follows FIFO order when item priority changes',
      'gets pushed to the front if the priority increases, behind what has it already',
    ),
    queue('retains the lowest after duration', 'retains the lowest after duration'),
    queue(
      "doesn't include non-ready items in Len(); TestItemsAreInludedInLenAndMetricsOnceTheyAreReady",
      'does not include non-ready items in length, and says how many wait for their time',
    ),
    queue(
      'Get might get stuck when the queue is shut down; TestGetFromPriorityQueueIsUnblockedOnShutdown',
      'shut down it hands out nothing, takes nothing, and whoever waits goes',
    ),
    queue(
      'metrics of an item added with after and then without; TestWaitingItemIsReturnedRightAfterReadWithoutAfter',
      'a waiting item that is added without a delay is ready at once, once, with its higher priority',
    ),
    queue(
      'TestHighPriorityItemThatBecameReadyIsReturnedBeforeLowPriorityItem; TestItemIsOnlyReturnedAfterAfterHasPassed',
      'a high priority item that became ready is returned before a low priority item',
    ),
    queue(
      'TestMultipleItemsWithAfterAreReturnedInCorrectOrder',
      'multiple items with after are returned in correct order, to who waits for them',
    ),
    queue(
      'TestWhenAddingMultipleItemsWithRatelimitTrueTheyDontAffectEachOther',
      'adding multiple items rate limited they do not affect each other',
    ),
    queue(
      'TestFuzzPriorityQueue; returns many items; TestHighPriorityItemsAreReturnedBeforeLowPriorityItemMultipleTimes',
      'an item is never handed out twice at once, nothing is lost, and the highest priority goes first',
    ),
  ],
  leftOut: ['several items in one call of AddWithOpts: each add is a call'],
};

export const sourceRules: ConformanceSection = {
  title: 'Builder, sources, handlers, predicates',
  source: 'controller-runtime pkg/builder, pkg/source, pkg/handler, pkg/predicate',
  rules: [
    builder(
      'For and Named: errors without either, with two For, Owns without For, no watches; default name',
      'a controller of nothing, or of what nobody is the owner of, is refused',
      'a controller is named after what it is for, unless it has a name of its own',
    ),
    builder(
      'should override max concurrent reconcilers, rate limiter, logger; global options, GroupKindConcurrency',
      'a manager says what holds for its controllers, and each of them for itself',
      'a controller writes under its user agent, and options given later win',
    ),
    builder(
      'should allow multiple controllers for the same kind; names are unique',
      'controller names are unique, unless that is not to be looked at',
    ),
    typed(
      'should build a controller with a custom request type',
      'a request may be any object: events lead to it, and it is worked on under its name',
    ),
    builder(
      'should Reconcile Owns objects (for every owner), Watches objects, without For',
      'should reconcile owned objects for the controlling owner, or for every owner',
      'handlers are told the whole event',
    ),
    builder(
      'should execute registered predicates only for assigned kind; WithEventFilter; WatchesRawSource',
      'predicates keep events of one source away from the queue',
      'should execute the event filter for all that is watched, but for raw sources',
    ),
    cache(
      'should support watching For, Owns, and Watch as metadata',
      'should support watching metadata only, apart from whole objects',
    ),
    builder(
      'source.Kind: create, update, delete events; predicates of each',
      'each kind of event needs a predicate that lets it pass and a handler that takes it',
    ),
    source(
      'source.Channel: GenericEvents, events before the start, a closed channel',
      'should provide each event to each source, as far as its predicates let it',
      'should be able to cope with events in the channel before the source is started',
      'should stop when the source channel is closed',
    ),
    handler(
      'EnqueueRequestForObject: create, update, delete, generic events',
      'an object is enqueued by its key, with the write that made it as the cause',
      'a deletion enqueues as a creation does: %s',
      'an event from outside enqueues as a creation does: %s',
    ),
    handler(
      'EnqueueRequestForOwner: group and kind, controller only, every owner, cluster scoped, both on update',
      'the controller among the owners is enqueued, by group and kind whatever the version',
      'every owner is enqueued where that is asked for',
      'a cluster-scoped owner is enqueued by its name alone',
      'an update that changes the owner enqueues both',
    ),
    handler(
      'EnqueueRequestsFromMapFunc',
      'what a function makes of the old and the new object is enqueued, once',
    ),
    priorities(
      'WithLowPriorityWhenUnchanged: initial list, unchanged resourceVersion, queues without priorities',
      'what was there at the start waits for what changes',
      'an update that changed nothing waits too, one that did does not',
      'without a priority queue what is first comes first',
    ),
    predicate(
      'ResourceVersionChanged, GenerationChanged, LabelChanged, AnnotationChanged',
      'a change of %s gets through, none does not, and whatever else happens does',
    ),
    predicate('And, Or, Not', 'predicates are combined with and, or, not'),
    predicate(
      'NewPredicateFuncs; LabelSelectorPredicate',
      'a predicate of an object is asked about every event, an update by its new state',
      'objects are selected by their labels',
    ),
  ],
  leftOut: [
    'errors for a missing type, cache, handler or object: the types do not let them be left out',
    'EnqueueRequestForOwner without OnlyControllerOwner by default: here the controller is the default, every owner an option',
  ],
};
