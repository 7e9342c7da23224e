import { type CoreV1Event, coreV1, type V1ObjectReference } from '../api/index.ts';
import {
  formatMicroTime,
  formatTime,
  isNotFound,
  type KubeObject,
  StatusError,
  validateDns1123Subdomain,
} from '../apimachinery/index.ts';
import { Fifo } from '../collections/index.ts';
import type { Cause, Environment } from '../environment/index.ts';
import type { Client } from './client.ts';
import { type Correlation, type CorrelatorOptions, EventCorrelator } from './event-correlator.ts';
import { EventSeries, finishMs } from './event-series.ts';
import { isTransportError } from './transport-error.ts';

/** Reports to users what happened to an object, as core/v1 Events. */
export interface EventRecorder {
  /**
   * Returns at once and never throws for what the API does; the event is written later, after those before it.
   * `object` says its kind, or is a reference (which may name a part by its fieldPath).
   */
  event(
    object: KubeObject | EventTarget,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    cause?: Cause,
  ): void;
  /**
   * The same for an event with a time of its own instead of a first and a last. What happens to the object again, whatever
   * the message, makes a series of it. `action` is what was done: `Binding`; `related` another object that it was done for.
   * Mirrors client-go tools/events (Eventf). Differs: it is written as core/v1, which the API server keeps it as.
   */
  eventOnce(
    object: KubeObject | EventTarget,
    type: 'Normal' | 'Warning',
    reason: string,
    action: string,
    message: string,
    cause?: Cause,
    related?: KubeObject | EventTarget,
  ): void;
}

/** What an event is about, where it is not a whole object at hand. */
export type EventTarget = V1ObjectReference & { readonly kind: string; readonly name: string };

export interface EventRecorderOptions extends CorrelatorOptions {
  /** Who reports: `replicaset-controller`, `kubelet`. */
  readonly component: string;
  /** On which node, where that matters. */
  readonly host?: string;
}

/**
 * Writes through `client`, one event after the other, so that what a component tells does not crowd out what it does.
 * Mirrors client-go tools/record and tools/events (EventRecorder, EventBroadcaster).
 */
export function createEventRecorder(
  environment: Environment,
  client: Client,
  options: EventRecorderOptions,
): EventRecorder {
  return new Recorder(environment, client, options);
}

/**
 * More than this waiting means that nobody writes them any more: newer ones are dropped. Ten times as many as upstream,
 * whose components are held to so many requests a second, and so do not place thousands of pods in one.
 */
const queuedEventsMax = 10_000;
/** Two minutes without a server: then the event is given up. */
const triesPerEventMax = 12;
const sleepMs = 10_000;
const nanosPerMs = 1_000_000;

interface PendingEvent {
  readonly correlation: Exclude<Correlation, { readonly type: 'skip' }>;
  readonly cause: Cause | undefined;
}

class Recorder implements EventRecorder {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #correlator: EventCorrelator;
  readonly #series = new EventSeries();
  readonly #source: Pick<CoreV1Event, 'source' | 'reportingComponent' | 'reportingInstance'>;
  /** What waits for the writer. */
  readonly #queue = new Fifo<PendingEvent>();
  #writing = false;
  #lastMs = 0;
  #lastNanos = 0;

  constructor(environment: Environment, client: Client, options: EventRecorderOptions) {
    const { component, host, ...correlator } = options;
    this.#environment = environment.fork(`${component}-events`);
    this.#client = client;
    this.#correlator = new EventCorrelator(correlator);
    this.#source = {
      source: host === undefined ? { component } : { component, host },
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
  }

  event(
    object: KubeObject | EventTarget,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    cause?: Cause,
  ): void {
    if (this.#environment.isRevoked) return;
    const event = this.#makeEvent(referenceTo(object), type, reason, message);
    const correlation = this.#correlator.correlate(event, this.#environment.clock.now(), this.#name);
    if (correlation.type !== 'skip') this.#enqueue(correlation, cause);
  }

  eventOnce(
    object: KubeObject | EventTarget,
    type: 'Normal' | 'Warning',
    reason: string,
    action: string,
    message: string,
    cause?: Cause,
    related?: KubeObject | EventTarget,
  ): void {
    if (this.#environment.isRevoked) return;
    const event = this.#makeSingleEvent(referenceTo(object), type, reason, action, message);
    const whole = related === undefined ? event : { ...event, related: referenceTo(related) };
    if (this.#series.isEmpty) this.#finishSeriesLater();
    const correlation = this.#series.observe(whole, this.#environment.clock.now());
    if (correlation.type !== 'skip') this.#enqueue(correlation, cause);
  }

  #finishSeriesLater(): void {
    const { clock } = this.#environment;
    const finish = () => {
      for (const correlation of this.#series.finish(clock.now())) {
        if (correlation.type !== 'skip') this.#enqueue(correlation, undefined);
      }
      if (!this.#series.isEmpty) this.#finishSeriesLater();
    };
    clock.setTimer(finishMs, finish, { background: true });
  }

  #enqueue(correlation: PendingEvent['correlation'], cause: Cause | undefined): void {
    if (this.#queue.length >= queuedEventsMax) {
      this.#gaveUp(correlation.event, 'the queue of events is full');
      return;
    }
    this.#queue.push({ correlation, cause });
    if (this.#writing) return;
    this.#writing = true;
    this.#environment.spawn('event writer', () => this.#writeAll());
  }

  #makeEvent(involvedObject: V1ObjectReference, type: string, reason: string, message: string): CoreV1Event {
    const now = formatTime(this.#environment.clock.now());
    const namespace = involvedObject.namespace ?? 'default';
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: this.#name(involvedObject.name ?? ''), namespace },
      involvedObject,
      reason,
      message,
      ...this.#source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
    };
  }

  #makeSingleEvent(
    involvedObject: V1ObjectReference,
    type: string,
    reason: string,
    action: string,
    message: string,
  ): CoreV1Event {
    const { namespace = 'default', name = '' } = involvedObject;
    const { reportingComponent = '', reportingInstance = '' } = this.#source;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: this.#name(name), namespace },
      involvedObject,
      reason,
      message,
      eventTime: formatMicroTime(this.#environment.clock.now()),
      action,
      reportingComponent,
      // It must not be empty here.
      reportingInstance: reportingInstance || reportingComponent,
      type,
    };
  }

  /**
   * `<object>.<hex of the time in nanoseconds>`. Our clock counts milliseconds: the rest is drawn, so that recorders
   * do not name alike what happens at the same time, and rises within one recorder.
   */
  readonly #name = (objectName: string): string => {
    const { clock, random, ids } = this.#environment;
    const nowMs = Math.floor(clock.now());
    const sameMs = nowMs === this.#lastMs;
    this.#lastNanos = sameMs ? this.#lastNanos + 1 : random.integer(nanosPerMs);
    this.#lastMs = nowMs;
    const nanos = BigInt(nowMs) * BigInt(nanosPerMs) + BigInt(this.#lastNanos);
    const name = `${objectName}.${nanos.toString(16)}`;
    return isPlainName(name) ? name : `${ids.uid()}.${nanos.toString(16)}`;
  };

  /** Writes what waits, and ends with the last. */
  async #writeAll(): Promise<void> {
    // The caller goes on first: an API server in this process would do its work within this call.
    await Promise.resolve();
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await this.#write(next);
      if (this.#environment.isRevoked) return;
    }
    this.#writing = false;
  }

  async #write({ correlation, cause }: PendingEvent): Promise<void> {
    const client = cause === undefined ? this.#client : this.#client.withCause(cause);
    for (let tries = 1; tries <= triesPerEventMax; tries += 1) {
      try {
        await this.#send(client, correlation);
        return;
      } catch (error) {
        if (this.#environment.isRevoked) return;
        // Only a server that does not answer is waited for: what it refuses once it will refuse again.
        if (error instanceof StatusError) return this.#gaveUp(correlation.event, error.message);
        if (!isTransportError(error)) throw error;
      }
      await this.#sleep(tries);
    }
    this.#gaveUp(correlation.event, 'the server cannot be reached');
  }

  /** Counts up the event that is there; one that is there no more, or not yet, is created. */
  async #send(client: Client, correlation: PendingEvent['correlation']): Promise<unknown> {
    const { event } = correlation;
    if (correlation.type === 'patch') {
      const { namespace = 'default', name = '' } = event.metadata;
      try {
        const patch = { type: 'merge', body: correlation.patch } as const;
        return await client.patch(coreV1.events, { namespace, name }, patch);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return client.create(coreV1.events, event);
  }

  /** The first wait is drawn, so that not everybody comes back at once. */
  #sleep(tries: number): Promise<void> {
    const { clock, random } = this.#environment;
    return clock.sleep(tries === 1 ? sleepMs * random.next() : sleepMs);
  }

  #gaveUp(event: CoreV1Event, why: string): void {
    const { kind = '', namespace = '', name = '' } = event.involvedObject;
    const object = `${kind} ${namespace}/${name}`;
    this.#environment.trace.record('event-dropped', { object, reason: event.reason ?? '', why });
  }
}

function referenceTo(object: KubeObject | EventTarget): V1ObjectReference {
  if (!('metadata' in object)) return object as EventTarget;
  const { apiVersion, kind, metadata = {} } = object;
  if (kind === undefined || kind === '') {
    throw new TypeError(`an event needs an object that says its kind (${metadata.name ?? ''})`);
  }
  const { namespace, name = '', uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** The names most objects have, before the rules are asked. */
const plainName = /^[a-z0-9][a-z0-9.-]{0,200}$/;

function isPlainName(name: string): boolean {
  return (plainName.test(name) && !name.includes('..')) || validateDns1123Subdomain(name).length === 0;
}
