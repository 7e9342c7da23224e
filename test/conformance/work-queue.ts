import { type ConformanceSection, shownIn } from './section.ts';

const queue = shownIn('client/create-work-queue.test.ts');
const limiter = shownIn('client/rate-limiter.test.ts');

export const workQueueRules: ConformanceSection = {
  title: 'Work queue',
  source: 'client-go util/workqueue',
  rules: [
    queue(
      'TestBasic',
      'every item of 50 producers is handed to one of 10 consumers, and none after the shutdown',
    ),
    queue('TestAddWhileProcessing', 'an item added while it is processed is processed once more'),
    queue('TestLen, TestCollapse', 'the length counts an item once'),
    queue(
      'TestReinsert, TestCollapseWhileProcessing',
      'an item added again during its work comes back when that is done, not before',
    ),
    queue(
      'TestQueueDrainageUsingShutDownWithDrain',
      'a shutdown with drain resolves when all work is done',
      'a shutdown with drain of a queue without work is over at once',
    ),
    queue(
      'TestNoQueueDrainageUsingShutDown, TestForceQueueShutdownUsingShutDown',
      'a shutdown does not wait, and ends the waiting of an earlier one with drain',
      'what is in line at a shutdown is handed out before the end',
      'after a shutdown nothing is taken in, now or for later',
    ),
    queue(
      'TestQueueDrainageUsingShutDownWithDrainWithDirtyItem',
      'what became dirty while in work is handed out during the drain',
    ),
    queue('TestSimpleQueue', 'an item added for later comes when its time has come, once'),
    queue('TestDeduping', 'an item added after %i and %i ms comes at the earlier time only'),
    queue('TestAddTwoFireEarly, TestCopyShifting', 'items come in the order of their times'),
    queue('AddAfter of nothing', 'an item added for now or for the past comes at once'),
    queue('TestRateLimitingQueue', 'failures are backed off per item until it is forgotten'),
    limiter(
      'TestItemExponentialFailureRateLimiter',
      'the exponential limiter doubles per item until it is forgotten',
    ),
    limiter(
      'TestItemExponentialFailureRateLimiterOverFlow',
      'the exponential limiter never goes above its bound, however often an item fails',
    ),
    limiter('TestItemFastSlowRateLimiter', 'the fast and slow limiter is slow after some attempts'),
    limiter('TestMaxOfRateLimiter', 'of several limiters the longest wait counts'),
    limiter('TestWithMaxWaitRateLimiter', 'a limit of the wait holds for any limiter'),
    limiter('BucketRateLimiter', 'a bucket lets a burst through, then so many a second, and fills again'),
    limiter(
      'DefaultControllerRateLimiter',
      'controllers wait from 5 ms to 1000 s, and share a hundred retries and ten more a second',
    ),
    queue('TestMetrics', 'the state of a queue is what its metrics tell'),
    queue(
      'What is in it, and why',
      'the state of a queue says of each item where it is, since when, and why',
      'the causes of all adds are handed out, also of those while it is processed',
    ),
    queue('Workers are served in turn', 'workers that wait are served in the order they came'),
    shownIn('client/retry-on-conflict.test.ts')(
      'TestRetryOnConflict (util/retry)',
      'a conflict is tried again, until it is none',
      'the fifth conflict is given back, and any other failure at once',
    ),
  ],
  leftOut: [
    'The heartbeat of the delaying queue and TestGarbageCollection: each waiting item has a timer of its own; the queue below is `collections/fifo.ts`, which holds on to nothing.',
    'TestMetricShutdown: what metrics tell is made when asked for, so nothing runs on.',
    'TestParallelizeUntil: one thread.',
  ],
};
