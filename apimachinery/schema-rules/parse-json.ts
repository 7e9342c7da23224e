import { scanJson } from './scan-json.ts';

export interface ParsedJson {
  readonly value: unknown;
  /** Paths of members that were given again, `spec.replicas`; the last one counts. Empty when not asked for. */
  readonly duplicates: readonly string[];
}

/** A body that is not JSON. The message is Go's, with the position. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /** In UTF-16 units from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  constructor(reason: string, text: string, offset: number) {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    super(`${reason} (line ${line}, column ${column})`);
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

/**
 * How deep arrays and objects may be nested. No API object comes near; recursive walks of a deeper one could run out of
 * stack. Differs: Go allows 10,000.
 */
export const jsonDepthMax = 1_000;

/**
 * Parses a body. Costs what JSON.parse costs; a second pass finds duplicate members only when asked for, and tells what
 * is wrong only when something is. Throws JsonSyntaxError.
 */
export function parseJson(body: string | Uint8Array, options: { duplicates?: boolean } = {}): ParsedJson {
  const text = typeof body === 'string' ? body : decoder.decode(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw describe(text, cause);
  }
  if (options.duplicates !== true && !isTooDeep(text)) return { value, duplicates: [] };
  const scan = scanJson(text, jsonDepthMax);
  if (scan.error !== undefined) throw new JsonSyntaxError(scan.error, text, scan.offset);
  return { value, duplicates: options.duplicates === true ? scan.duplicates : [] };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function describe(text: string, cause: unknown): JsonSyntaxError {
  const scan = scanJson(text, jsonDepthMax);
  if (scan.error !== undefined) return new JsonSyntaxError(scan.error, text, scan.offset);
  return new JsonSyntaxError(cause instanceof Error ? cause.message : 'invalid JSON', text, 0);
}

/** Exact for a text that JSON.parse has read. A short one need not be looked at. */
function isTooDeep(text: string): boolean {
  if (text.length <= jsonDepthMax * 2) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i + 1);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > jsonDepthMax) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 1;
}
