import { writeJson } from '../encoding/write-json.ts';

/** Text, which is sent as UTF-8, or bytes. */
export type Bytes = string | Uint8Array;

/**
 * How answers become bytes in one media type. There is one object per media type: what it has made of an object is kept
 * under it. Mirrors k8s.io/apimachinery pkg/runtime (SerializerInfo).
 */
export interface Encoder {
  /** `application/json`. */
  readonly mediaType: string;
  /** Whether what it makes is text. */
  readonly isText: boolean;
  /** Whether it writes objects of any kind, and Tables; else only those of built-in kinds, and bare metadata. */
  readonly writesAnything: boolean;
  /** A value of JSON, or one whose undefined members are absent there. */
  encode(value: object): Bytes;
  /** A list of items that are encoded already, in pieces of some size. Absent: it is encoded as a whole. */
  list?(head: object, items: Iterable<Bytes>): Iterable<Bytes>;
  /** What stands in such a list of an object that is encoded. Absent: the encoding of the object without its type. */
  item?(encoded: Bytes): Bytes;
  /** How watch events are told apart. Absent: it has no watches. */
  readonly stream?: {
    /** `application/cbor-seq`, say. */
    readonly mediaType: string;
    frame(type: string, object: Bytes): Uint8Array;
    /** How many bytes of a frame say only how long it is; a message of a WebSocket goes without. Absent: none. */
    readonly lengthBytes?: number;
  };
}

/** Characters of a list that are made in one go. */
const pieceSize = 256 * 1024;

/** What answers are in unless something else is asked for. */
export const jsonEncoder: Encoder = Object.freeze({
  mediaType: 'application/json',
  isText: true,
  writesAnything: true,
  encode: (value: object) => writeJson(value),
  *list(head: object, items: Iterable<Bytes>) {
    let piece = `${JSON.stringify(head).slice(0, -1)},"items":[`;
    let comma = '';
    for (const item of items) {
      piece += `${comma}${item}`;
      comma = ',';
      if (piece.length < pieceSize) continue;
      yield piece;
      piece = '';
    }
    yield `${piece}]}`;
  },
  stream: {
    mediaType: 'application/json',
    frame: (type: string, object: Bytes) => Buffer.from(`{"type":"${type}","object":${object}}\n`),
  },
});

/** What encoders have made of one thing: each is asked once. */
export class Encodings<T extends Bytes> {
  readonly #made = new Map<Encoder, T>();

  of(encoder: Encoder, make: () => T): T {
    const known = this.#made.get(encoder);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(encoder, made);
    return made;
  }
}

/** The JSON of a body, as one text. */
export function jsonText(body: { pieces(encoder?: Encoder): Iterable<Bytes> }): string {
  return [...body.pieces(jsonEncoder)].join('');
}
