import type { FaultRule, Message, RuleContext, Verdict } from './fault-rules.ts';

/** Which messages a rule is about. What is absent matches everything; patterns are names, or beginnings with a `*` after. */
export interface MessageMatch {
  readonly link?: string;
  readonly from?: string;
  readonly to?: string;
  readonly kind?: string;
  /** A condition on the whole message, for what patterns cannot say. */
  readonly where?: (message: Message) => boolean;
  /** Virtual time from which the rule holds. */
  readonly fromMs?: number;
  /** Virtual time from which it holds no more. */
  readonly untilMs?: number;
  /** The chance that it answers for a message it matches, drawn from the rule's stream. Default 1. */
  readonly probability?: number;
  /** It leaves out this many messages it would have answered for. Default 0. */
  readonly skip?: number;
  /** It answers so often and never again. Default: without end. */
  readonly times?: number;
}

/** What a rule answers. A range of delays is drawn uniformly; a text is the message of the error. */
export type FaultAnswer =
  | 'pass'
  | 'drop'
  | { readonly delayMs: number | readonly [minMs: number, maxMs: number] }
  | { readonly fail: string | Error };

/**
 * A rule from data: `faultRule('slow watches', { kind: 'watch-event', probability: 0.1 }, { delayMs: [10, 500] })`.
 * Rules of one network need names of their own, since a rule's chance is drawn from its name.
 */
export function faultRule(name: string, match: MessageMatch, answer: FaultAnswer): FaultRule {
  const toSkip = match.skip ?? 0;
  const times = match.times ?? Number.POSITIVE_INFINITY;
  let met = 0;
  return {
    name,
    decide: (message, context) => {
      if (met >= toSkip + times || !matches(match, message, context)) return undefined;
      met++;
      return met > toSkip ? verdict(answer, context) : undefined;
    },
  };
}

function matches(match: MessageMatch, message: Message, { nowMs, random }: RuleContext): boolean {
  if (match.fromMs !== undefined && nowMs < match.fromMs) return false;
  if (match.untilMs !== undefined && nowMs >= match.untilMs) return false;
  if (!fits(match.kind, message.kind) || !fits(match.link, message.link)) return false;
  if (!fits(match.from, message.from) || !fits(match.to, message.to)) return false;
  if (match.where !== undefined && !match.where(message)) return false;
  // Drawn last: what the rule is not about must not use up its chances.
  return match.probability === undefined || random.next() < match.probability;
}

function fits(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function verdict(answer: FaultAnswer, { random }: RuleContext): Verdict {
  if (answer === 'pass' || answer === 'drop') return answer;
  if ('fail' in answer) return { fail: answer.fail instanceof Error ? answer.fail : new Error(answer.fail) };
  if (typeof answer.delayMs === 'number') return { delayMs: answer.delayMs };
  const [minMs, maxMs] = answer.delayMs;
  return { delayMs: minMs + random.integer(maxMs - minMs + 1) };
}
