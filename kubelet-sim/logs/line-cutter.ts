/** What was cut off: a line without its end, or, where that is too long, a part of one. */
export interface CutLine {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Cuts bytes into lines as they come, and lines of more than `charsMax` into parts: what has no lines would fill memory. */
export class LineCutter {
  readonly #charsMax: number;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  add(bytes: Uint8Array): readonly CutLine[] {
    const cut: CutLine[] = [];
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      from = this.#parts(text, from, end, cut);
      cut.push({ text: text.slice(from, end), isWhole: true });
      from = end + 1;
    }
    this.#rest = text.slice(this.#parts(text, from, text.length, cut));
    return cut;
  }

  /** A last one that has no end; empty: there is none. */
  get rest(): string {
    return this.#rest;
  }

  /** Cuts off whole parts; gives where what is left begins. */
  #parts(text: string, from: number, end: number, cut: CutLine[]): number {
    let at = from;
    for (; end - at > this.#charsMax; at += this.#charsMax)
      cut.push({ text: text.slice(at, at + this.#charsMax), isWhole: false });
    return at;
  }
}
