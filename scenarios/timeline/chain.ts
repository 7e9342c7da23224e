/** One thing that led to another. */
export interface Link {
  readonly text: string;
  /** The objects it is about, by `objectId`; the next link says something about another one. */
  readonly about: readonly string[];
}

/** More links than are ever shown; where there are more, those before the first are left out. */
const linksMax = 8;
/** As many links of a chain of causes as fit on a line and still say something. */
const shownMax = 3;

/**
 * What led to something, the nearest first, back to where it began: a step, a fault, or time that passed. It keeps no more
 * than a few links, so that what answers without an end does not grow.
 */
export class Chain {
  static readonly none = new Chain([], 0);
  /** The record where it began; 0: nobody knows. */
  readonly origin: number;
  readonly #links: readonly Link[];

  private constructor(links: readonly Link[], origin: number) {
    this.#links = links;
    this.origin = origin;
  }

  /** It begins with what has no cause itself. */
  static from(link: Link, record: number): Chain {
    return new Chain([link], record);
  }

  /** The same, and one link nearer. What is told already is not told again. */
  with(link: Link): Chain {
    const others = unrelated(this.#links, link.about).filter(({ text }) => text !== link.text);
    const kept = others.length < linksMax ? others : [...others.slice(0, linksMax - 2), ...others.slice(-1)];
    return new Chain([link, ...kept], this.origin);
  }

  /** `Deployment web revision 1 <- scenario step 1`, for something about an object. */
  text(object?: string): string {
    const links = object === undefined ? this.#links : unrelated(this.#links, [object]);
    const texts = links.map(({ text }) => text);
    if (texts.length <= shownMax) return texts.join(' <- ');
    return [...texts.slice(0, shownMax - 1), '...', texts.at(-1)].join(' <- ');
  }
}

/** An object's own earlier states explain nothing. */
function unrelated(links: readonly Link[], about: readonly string[]): readonly Link[] {
  const first = links.findIndex((link) => !link.about.some((object) => about.includes(object)));
  return first < 0 ? [] : links.slice(first);
}
