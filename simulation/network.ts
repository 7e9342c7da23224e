import {
  deriveKey,
  type MessageFields,
  type Random,
  type StreamKey,
  streamOf,
  type Trace,
} from '../environment/index.ts';
import { type FaultRule, FaultRules, type Message } from './fault-rules.ts';
import type { Kernel } from './kernel.ts';
import { Step } from './step.ts';
import { stepCostsUs } from './step-costs.ts';

/** What becomes of a message: it is delivered or fails, as a step of its own, or it is dropped. */
export interface Delivery {
  deliver(): void;
  /** A fault rule answered with an error, as a broken connection would. */
  fail(error: Error): void;
  /** A fault rule lost it: called at once. Whoever waits for it has a timeout to set. */
  drop?(): void;
  /** True for messages that go on for ever by themselves, as heartbeats. Default false. */
  readonly background?: boolean;
  /** How much virtual time it takes to deal with it, in microseconds. Default: `stepCostsUs.message`. */
  readonly costUs?: number;
}

/** How long a message takes without any fault, in milliseconds. */
export type Latency = (message: Message, random: Random) => number;

/** One direction of one connection: messages arrive in the order they were sent. */
export interface Link {
  readonly name: string;
  send(message: Omit<Message, 'link'>, delivery: Delivery): void;
  /** Forgets what is under way and the link itself. */
  close(): void;
}

/** Everything between components. Each message asks the fault rules, in order, on its way. */
export interface Network {
  /** A new link; two of one name are two connections that draw the same latencies. */
  link(name: string): Link;
  /** Adds a rule after those there are. Returns what removes it. */
  addRule(rule: FaultRule): () => void;
}

export class SimulatedNetwork implements Network {
  readonly #kernel: Kernel;
  readonly #links = new Set<FifoLink>();
  readonly #rules: FaultRules;
  readonly #key: StreamKey;
  readonly #latency: Latency | undefined;
  readonly #trace: Trace;

  /** Without a latency messages take no time, and only their order is left to chance. */
  constructor(kernel: Kernel, trace: Trace, key: StreamKey, latency: Latency | undefined) {
    this.#kernel = kernel;
    this.#key = key;
    this.#trace = trace;
    this.#rules = new FaultRules(kernel, trace, key);
    this.#latency = latency;
  }

  link(name: string): Link {
    const forget = () => this.#links.delete(link);
    const link = new FifoLink(name, this.#kernel, this.#trace, this.#route(name), forget);
    this.#links.add(link);
    return link;
  }

  addRule(rule: FaultRule): () => void {
    return this.#rules.add(rule);
  }

  /** Messages that wait behind another of their link; the first of each is in the kernel's heap. */
  waiting(): Step[] {
    return [...this.#links].flatMap((link) => link.waiting());
  }

  /** Each link draws its latencies from a stream of its own, so that links do not shift one another. */
  #route(name: string): Route {
    let random: Random | undefined;
    const latencyOf = (latency: Latency, message: Message): number => {
      random ??= streamOf(deriveKey(this.#key, `latency\0${name}`));
      return Math.max(0, Math.ceil(latency(message, random)));
    };
    return (message) => {
      const latencyMs = this.#latency === undefined ? 0 : latencyOf(this.#latency, message);
      const verdict = this.#rules.decide(message);
      if (verdict === 'pass') return { latencyMs };
      if (verdict === 'drop') return undefined;
      if ('delayMs' in verdict) return { latencyMs: latencyMs + Math.max(0, Math.ceil(verdict.delayMs)) };
      return { latencyMs, error: verdict.fail };
    };
  }
}

/** When a message arrives, and as what; undefined if never. */
type Route = (message: Message) => { readonly latencyMs: number; readonly error?: Error } | undefined;

/** Only the first message of a link is in the kernel's heap, so nothing that was sent later can be drawn before it. */
class FifoLink implements Link {
  readonly name: string;
  readonly #kernel: Kernel;
  readonly #trace: Trace;
  readonly #route: Route;
  readonly #onClose: () => void;
  #first: MessageStep | undefined;
  #last: MessageStep | undefined;
  #closed = false;

  constructor(name: string, kernel: Kernel, trace: Trace, route: Route, onClose: () => void) {
    this.name = name;
    this.#kernel = kernel;
    this.#trace = trace;
    this.#route = route;
    this.#onClose = onClose;
  }

  send(body: Omit<Message, 'link'>, delivery: Delivery): void {
    if (this.#closed) return;
    const { from, to, kind, fields } = body;
    const message: Message = { link: this.name, from, to, kind, fields };
    const route = this.#route(message);
    if (route === undefined) {
      this.tell(message, 'dropped');
      delivery.drop?.();
      return;
    }
    const step = new MessageStep(this, message, delivery, route.error);
    step.atMs = this.#kernel.nowMs + route.latencyMs;
    this.#kernel.expect(step);
    if (this.#last === undefined) {
      this.#first = step;
      this.#kernel.add(step, step.atMs);
    } else {
      this.#last.next = step;
    }
    this.#last = step;
  }

  /** The first message is on its way out of the heap: the next one takes its place there. */
  advance(step: MessageStep): void {
    this.#first = step.next;
    if (step.next === undefined) this.#last = undefined;
    else this.#kernel.add(step.next, Math.max(step.next.atMs, this.#kernel.nowMs));
  }

  /** What has become of a message. */
  tell({ from, to, kind }: Message, fate: MessageFields['fate']): void {
    if (this.#trace.detailed) this.#trace.detail('message', { link: this.name, from, to, kind, fate });
  }

  waiting(): Step[] {
    const steps: Step[] = [];
    for (let step = this.#first?.next; step !== undefined; step = step.next) steps.push(step);
    return steps;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const step of this.waiting()) this.#kernel.forget(step);
    if (this.#first !== undefined) this.#kernel.cancel(this.#first);
    this.#first = undefined;
    this.#last = undefined;
    this.#onClose();
  }
}

class MessageStep extends Step {
  readonly #link: FifoLink;
  readonly #message: Message;
  readonly #delivery: Delivery;
  readonly #error: Error | undefined;
  next: MessageStep | undefined;

  constructor(link: FifoLink, message: Message, delivery: Delivery, error: Error | undefined) {
    super(delivery.background === true, delivery.costUs ?? stepCostsUs.message);
    this.#link = link;
    this.#message = message;
    this.#delivery = delivery;
    this.#error = error;
  }

  describe(): string {
    return `${this.#message.kind} from ${this.#message.from} to ${this.#message.to}`;
  }

  override taken(): void {
    this.#link.advance(this);
  }

  run(): void {
    this.#link.tell(this.#message, this.#error === undefined ? 'delivered' : 'failed');
    if (this.#error === undefined) this.#delivery.deliver();
    else this.#delivery.fail(this.#error);
  }
}
