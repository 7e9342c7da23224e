export interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Buffer;
}

const beginMark = '-----BEGIN ';
const endMark = '\n-----END ';
const dashes = '-----';

/** A block, in lines of 64 characters. Mirrors Go's encoding/pem (Encode). */
export function pemText(type: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

/**
 * The blocks of a text of PEM that is given as base64; what is around them counts for nothing. A block begins at the last BEGIN before
 * its END, so each part of the text is looked at once. Mirrors Go's encoding/pem (Decode).
 */
export function pemBlocks(base64: string): PemBlock[] {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  const blocks: PemBlock[] = [];
  let from = 0;
  for (let end = text.indexOf(endMark); end >= 0; end = text.indexOf(endMark, from)) {
    const block = blockBefore(text, from, end);
    if (block !== undefined) blocks.push(block);
    from = end + endMark.length;
  }
  return blocks;
}

function blockBefore(text: string, from: number, end: number): PemBlock | undefined {
  const before = text.slice(from, end);
  const begin = before.lastIndexOf(beginMark);
  if (begin < 0 || (begin > 0 && before[begin - 1] !== '\n')) return undefined;
  const [first = '', ...lines] = before.slice(begin + beginMark.length).split('\n');
  const typeLine = first.trimEnd();
  if (!typeLine.endsWith(dashes) || !isEndOf(typeLine, text, end)) return undefined;
  const headers = lines.findIndex((line) => !line.includes(':'));
  if (headers < 0 && lines.length > 0) return undefined;
  const content = lines.slice(Math.max(0, headers)).join('').replace(/\s/g, '');
  if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) return undefined;
  return {
    type: typeLine.slice(0, -dashes.length),
    hasHeaders: headers > 0,
    bytes: Buffer.from(content, 'base64'),
  };
}

/** Whether after an end there are the same type and dashes, and nothing else in the line. */
function isEndOf(typeLine: string, text: string, end: number): boolean {
  const at = end + endMark.length;
  if (!text.startsWith(typeLine, at)) return false;
  const newline = text.indexOf('\n', at);
  return text.slice(at + typeLine.length, newline < 0 ? undefined : newline).trim() === '';
}
