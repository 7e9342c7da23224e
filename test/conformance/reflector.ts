import { type ConformanceSection, shownIn } from './section.ts';

const reflector = shownIn('client/reflector.test.ts');
const watchList = shownIn('client/reflector-watch-list.test.ts');
const pager = shownIn('client/list-pager.test.ts');
const backoff = shownIn('client/backoff.test.ts');
const informer = shownIn('client/shared-informer.test.ts');
const faults = shownIn('test/interop/informer-faults.test.ts');

export const reflectorRules: ConformanceSection = {
  title: 'Reflector',
  source: 'client-go tools/cache (reflector.go), tools/pager',
  rules: [
    reflector(
      'The first list is at resourceVersion 0, later ones at the last one synced, after Expired or TooLarge at none (TestReflectorListAndWatch, ResyncWithResourceVersion)',
      'the first list is at version 0 in pages of 500, and the watch goes on from it',
      'the second list asks for the version of the first, without a limit',
    ),
    reflector(
      'Expired and Gone count alike, and are asked again once at none (TestReflectorExpiredExactResourceVersion)',
      'a list that has expired at its version is asked for at none, at once',
    ),
    reflector(
      'ResourceVersionTooLarge in all three spellings (TestReflectorFullListIfTooLarge)',
      'a version the server has not reached, said by %s, is given up',
    ),
    reflector(
      'A page that has expired makes a full list at the version wanted first (TestReflectorFullListIfExpired)',
      'a page that has expired makes a full list at the version wanted first',
    ),
    reflector(
      'Pages of a size that was set (TestReflectorWatchListPageSize)',
      'pages of a given size make one list',
    ),
    reflector(
      'No pages at a version (TestReflectorNotPaginatingNotConsistentReads)',
      'the second list asks for the version of the first, without a limit',
    ),
    reflector(
      'Pages at a version where the first list came in pages (TestReflectorPaginatingNonConsistentReadsIfWatchCacheDisabled)',
      'where the first list came in pages, later ones at a version are paged too',
    ),
    reflector(
      'Watches last 5 to 10 minutes (TestWatchTimeout)',
      'watches ask for 5 to 10 minutes, at random',
    ),
    reflector(
      'Back-off of 800 ms to 30 s, doubled, with jitter 1, anew after two quiet minutes (TestReflectorListAndWatchInitConnBackoff)',
      'the back-off is 800 ms to 30 s with as much again at random, and starts again after two quiet minutes',
      'while the server refuses connections the watch is tried again ever later, and nothing is listed',
    ),
    backoff(
      "A back-off of one's own (TestNewReflectorWithCustomBackoff)",
      'delays double up to the greatest',
    ),
    reflector(
      'Too many requests are waited out without a list (TestBackoffOnTooManyRequests, TestNoRelistOnTooManyRequests)',
      'too many requests are waited out, with one list in all',
    ),
    reflector(
      'Internal errors are retried for a time (TestRetryInternalError)',
      'internal errors of a stream are retried as long as asked, then everything is listed again',
      'of internal errors after %j ms the one that is too late is number %s',
    ),
    reflector(
      'A stream that ends in good order is followed by another one without a list (TestReflectorStopWatch, TestCloseWatchChannelOnError)',
      'a watch that ends is followed by another one from the last version, without a list',
      'a watch that ended before it was answered is stopped too',
    ),
    reflector(
      'So is a connection that breaks (StreamWatcher), unless at once',
      'a connection that breaks is followed by a watch from the last version, told, and nothing is listed',
    ),
    faults(
      "What the official JavaScript client's informer does not survive, over real sockets: ECONNRESET, 500 after 410, a half-open socket, errors while listing again, a loop of watches",
      'a connection that is reset is followed by a watch from where it broke',
      'a server error after a watch that has expired is waited out',
      'a watch whose server is there no more, without having said so, is asked for again',
      'a server that takes a request and never answers is given up, and asked again',
      'a list that %s is asked for again',
      'a watch that tells garbage is given up, and everything is listed',
      'a server that closes every watch at once is not asked without a pause',
    ),
    reflector(
      'An expired stream is followed by a list',
      'an expired stream is followed by a list at the last version',
    ),
    reflector(
      'A stream of less than a second without an event is an error (VeryShortWatchError)',
      'a watch that ends at once without an event is an error, and everything is listed again later',
      'a short watch with a bookmark alone is no error',
    ),
    reflector(
      'ADDED, MODIFIED, DELETED and BOOKMARK move the version on, after the store (TestReflectorWatchHandler, TestReflectorResourceVersionUpdate, TestStoreResourceVersion)',
      'every kind of event moves the version on, bookmarks without touching an object',
      'a version is told when the store has what it covers, never before',
      'a store that fails leaves the version where it was',
    ),
    reflector(
      'Objects of another kind, and Tables, are left out (TestIsUnsupportedTableObject, TestGetExpectedGVKFromObject)',
      'what is of another kind is told and left out, and does not move the version',
    ),
    pager(
      'A list that is none is a failure (TestReflectorListExtract)',
      'a list without items is an empty one, and what is no list is a failure of the server',
    ),
    reflector(
      'Versions of made-up events are not taken over',
      'made-up events of a watch from %j do not move the version',
    ),
    informer(
      'Resyncs by a timer, independent of list and watch (TestReflectorResync, TestReflectorResyncChan)',
      'handlers are resynced as often as they wish, and not at all if they do not',
      'no timer is left when the last who wished resyncs is gone',
    ),
    watchList(
      'The initial list as a stream, which goes on (TestWatchList: synced after the bookmark)',
      'the initial list is asked for as a stream, and the same stream goes on',
      'nothing is in the store before the bookmark that ends the initial events',
    ),
    watchList(
      'Changes and deletions among the initial events (TestWatchList)',
      'changes among the initial events count',
    ),
    watchList(
      'Falls back to a list on any other error, retries 429 and refused connections (TestWatchList)',
      'a server that %s is listed from instead',
      'too many requests are waited out, also within the stream',
    ),
    watchList(
      'A stream that ends early is asked for again, one that ends later is followed by a common watch (TestWatchList)',
      'a stream that ends before the bookmark is asked for again',
      'a stream that ends after the bookmark is followed by a common watch',
    ),
    watchList(
      'Its version after Expired (TestWatchListResourceVersion)',
      'a stream of a version that has expired is asked for at none',
    ),
    watchList(
      'Told every ten seconds while the bookmark does not come (TestInitialEventsEndBookmarkTicker)',
      'while the end of the initial events does not come, that is told every ten seconds of silence',
    ),
    reflector(
      'Opting out of it (TestNewReflectorWithDisablementWatchList)',
      'the first list is at version 0 in pages of 500, and the watch goes on from it',
    ),
    informer(
      'Whatever the server does, it goes on (BackoffUntil; TestReflectorListAndWatchWithErrors)',
      'a server that fails is reported and tried again',
    ),
    informer(
      'What a watch does not tell a list replaces (TestReflectorReplacesStoreOnUnsafeDelete)',
      'what a watch missed is made up for by the next list (%s)',
    ),
    informer(
      'The transform sees objects of lists and of watches (TestReflectorRespectStoreTransformer)',
      'a transform decides what is kept and shown',
    ),
    reflector(
      'Stopped, it takes no event any more (TestReflectorHandleWatchStoppedBefore, …After, ResultChanClosedBefore, …After, WatchStoppedBefore, …After, TestRunUntil)',
      'nothing is taken from a stream after the environment was revoked',
    ),
    pager(
      'Nine cases of pages (TestListPager_List)',
      '%s comes whole',
      'without a page size there is no limit',
      'later pages name the token and no version',
      'a second page that has expired makes one full list',
      '%s is an error',
    ),
  ],
  leftOut: [
    'EachListItem and its buffer (TestListPager_EachListItem, eachListPageBuffered): a list is needed whole wherever one is asked for; a page is what arrives.',
    'TestGetTypeDescriptionFromObject: a resource type says its kind.',
  ],
};
