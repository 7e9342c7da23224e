import {
  deriveKey,
  type FaultFields,
  type Random,
  type StreamKey,
  streamOf,
  type Trace,
} from '../environment/index.ts';

/** What travels: a request, its response, a watch event. What it carries is the sender's affair. */
export interface Message {
  /** The link it travels on. */
  readonly link: string;
  readonly from: string;
  readonly to: string;
  /** `request`, `response`, `watch-event`; of a webhook that a foreign program serves, `webhook-request`, `webhook-response`. */
  readonly kind: string;
  /** What rules may look at: verb, resource, object. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Deliver it; deliver it, but later; lose it; tell its sender or receiver that the connection broke. */
export type Verdict = 'pass' | 'drop' | { readonly delayMs: number } | { readonly fail: Error };

export interface RuleContext {
  readonly nowMs: number;
  /** The rule's own stream, derived from its name: removing one rule does not shift another. */
  readonly random: Random;
}

export interface FaultRule {
  readonly name: string;
  /** What becomes of the message; undefined: no opinion, the next rule is asked. */
  decide(message: Message, context: RuleContext): Verdict | undefined;
}

/** The rules in force. The first with an opinion answers; without any, messages pass. */
export class FaultRules {
  readonly #clock: { readonly nowMs: number };
  readonly #trace: Trace;
  readonly #key: StreamKey;
  #rules: readonly { readonly rule: FaultRule; readonly random: Random }[] = [];

  constructor(clock: { readonly nowMs: number }, trace: Trace, key: StreamKey) {
    this.#clock = clock;
    this.#trace = trace;
    this.#key = key;
  }

  add(rule: FaultRule): () => void {
    const entry = { rule, random: streamOf(deriveKey(this.#key, `rule\0${rule.name}`)) };
    this.#rules = [...this.#rules, entry];
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  decide(message: Message): Verdict {
    for (const { rule, random } of this.#rules) {
      const verdict = rule.decide(message, { nowMs: this.#clock.nowMs, random });
      if (verdict === undefined) continue;
      if (verdict !== 'pass') this.#record(rule.name, message, verdict);
      return verdict;
    }
    return 'pass';
  }

  #record(rule: string, { link, from, to, kind }: Message, verdict: Exclude<Verdict, 'pass'>): void {
    if (!this.#trace.enabled) return void this.#trace.skip();
    this.#trace.record('fault', { rule, link, from, to, kind, ...answerOf(verdict) });
  }
}

function answerOf(verdict: Exclude<Verdict, 'pass'>): Pick<FaultFields, 'drop' | 'delayMs' | 'fail'> {
  if (verdict === 'drop') return { drop: true };
  return 'delayMs' in verdict ? verdict : { fail: verdict.fail.message };
}
