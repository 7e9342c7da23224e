/** An answer to a request. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/** An API server that is asked over HTTP. */
export interface Server {
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  stop(): Promise<void>;
}

/** Who asks: the name of its fields' manager. */
export const userAgent = 'judge';

/** Reads an answer's body: JSON, or else text. */
export function readAnswer(code: number, text: string): Answer {
  try {
    return { code, body: JSON.parse(text) };
  } catch {
    return { code, body: text };
  }
}
