import { type ConformanceSection, shownIn } from './section.ts';

const correlator = shownIn('client/event-correlator.test.ts');
const recorder = shownIn('client/event-recorder.test.ts');
const series = shownIn('client/event-series.test.ts');

export const eventRules: ConformanceSection = {
  title: 'Events',
  source: 'client-go tools/record (core/v1), tools/events (events.k8s.io)',
  rules: [
    correlator(
      'TestEventCorrelator (9)',
      'a single event is created',
      'the same event again is counted by a patch of the first',
      'the same event is counted even above the number of similar ones that are put together',
      'events of one source and object that come too fast are dropped',
      '30 events of 30 objects do not hinder one another',
      'the tenth similar event is one that stands for all, the eleventh counts it',
      'equal messages about different containers are not put together',
      'similar events more than ten minutes apart are not put together',
    ),
    correlator(
      'TestEventAggregatorByReasonFunc, TestEventAggregatorByReasonMessageFunc',
      'events that differ in their %s are neither counted nor put together',
      'a message among the nine remembered is counted by itself, any other is put together with them',
    ),
    correlator(
      'TestEventSpamFilter (3)',
      'the spam filter ignores the reason, unless it is told to heed it',
      'the spam filter lets one more through every five minutes',
    ),
    correlator('4096 entries', 'only what is remembered can be counted'),
    recorder('TestEventf', 'an event says what happened to which object, and who saw it'),
    recorder('TestEventfNoNamespace', 'events of cluster-scoped objects are in the default namespace'),
    recorder('TestMultiSinkCache', 'the same event again is one patch that counts'),
    recorder(
      'TestWriteEventError',
      'a server that does not answer is tried again after a while; what it refuses is given up',
      'an event is tried twelve times, at most ten seconds apart, the second time at random',
    ),
    recorder(
      'TestUpdateExpiredEvent',
      'an event that has expired on the server is created again, with its count',
    ),
    recorder('TestCancelEvent', 'after its environment a recorder neither writes nor fails'),
    recorder(
      'TestLotsOfEvents',
      'when nothing can be written at most ten thousand events wait, and each is given up in its turn',
      'events are written one at a time, those of other objects too',
    ),
    recorder(
      'Names by time',
      'events of one millisecond have names of their own, in the order they were told',
      'a name tells the time: later ones are greater, by nanoseconds',
    ),
    series(
      'TestEventSeriesf',
      'the first event is created, the second makes a series of it, the others are counted',
      'an event about %s is none of the series',
    ),
    series(
      'TestFinishSeries',
      'a series that is over is written with its last count, and forgotten',
      'an event that stayed alone is forgotten without another word',
    ),
    series('TestRefreshExistingEventSeries', 'a series that goes on is written every half an hour'),
    recorder(
      'TestRecordEventToSink',
      'what happens again is a series, whose count is written when it is over',
      'a series whose event has gone is created with its count',
      'an event may be related to another object',
    ),
  ],
  leftOut: [
    'Broadcasters with several watchers (TestBroadcasterShutdown, TestStartEventWatcherExitsOnDirectShutdown, TestNonRacyShutdown, TestGetFieldSelector): a recorder writes; who wants to look on reads the trace, or watches events.',
    'Ten thousand events wait instead of a thousand: components here may place thousands of pods at once. Events of a series are written as core/v1, which is what the API server keeps them as.',
  ],
};
