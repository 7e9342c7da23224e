import { type Part, SyntaxProblem, type Token, tokensOf } from './words.ts';

export type Word = readonly Part[];

/** Where a stream of a command goes, or comes from. */
export interface Redirection {
  readonly operator: string;
  readonly target?: Word;
}

export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** Commands that read what the one before them writes, and when they run: after the pipeline before, if it went so. */
export interface Pipeline {
  readonly commands: readonly SimpleCommand[];
  readonly when: 'always' | 'success' | 'failure';
}

const connectors: Readonly<Record<string, Pipeline['when']>> = {
  ';': 'always',
  '\n': 'always',
  '&&': 'success',
  '||': 'failure',
};

/** What this shell does not do. */
const unknown = new Set(['if', 'while', 'until', 'for', 'case', 'function', '{', '!']);

/** A script as pipelines, in order. Throws SyntaxProblem. Differs: there are no loops, conditions, functions and jobs. */
export function parseScript(script: string): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  let when: Pipeline['when'] = 'always';
  let group: Token[] = [];
  const close = (connector: string) => {
    if (group.length > 0) pipelines.push({ commands: commandsOf(group), when });
    else if (connector !== '\n' && connector !== '') throw unexpected(connector);
    when = connectors[connector] ?? 'always';
    group = [];
  };
  for (const token of tokensOf(script)) {
    if (token.type === 'operator' && connectors[token.text] !== undefined) {
      if (token.text !== '\n' || group.length > 0) close(token.text);
    } else group.push(token);
  }
  close('');
  return pipelines;
}

function commandsOf(tokens: readonly Token[]): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: Word[] = [];
  let redirections: Redirection[] = [];
  const end = (by: string) => {
    if (words.length === 0 && redirections.length === 0) throw unexpected(by);
    commands.push({ words, redirections });
    words = [];
    redirections = [];
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.type === 'word') words.push(token.parts);
    else if (token.text === '|') end('|');
    else if (['2>&1', '1>&2', '>&2'].includes(token.text)) redirections.push({ operator: token.text });
    else if (/[<>]/.test(token.text)) {
      at += 1;
      const target = tokens[at];
      if (target?.type !== 'word') throw unexpected(target?.text ?? 'newline');
      redirections.push({ operator: token.text, target: target.parts });
    } else throw unexpected(token.text);
  }
  end('|');
  for (const command of commands) checkKnown(command);
  return commands;
}

function checkKnown({ words: [first] }: SimpleCommand): void {
  const [part] = first ?? [];
  if (part?.type !== 'text' || part.quoted || !unknown.has(part.text)) return;
  throw new SyntaxProblem(`"${part.text}" is not known to this simulated shell`);
}

function unexpected(text: string): SyntaxProblem {
  return new SyntaxProblem(`syntax error: unexpected "${text === '\n' ? 'newline' : text}"`);
}
