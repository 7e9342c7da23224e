/** A member of an archive. */
export interface Member {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly changedMs: number;
}

export const blockBytes = 512;

/** So many bytes follow a member of that size, to fill its last block. */
export function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

/** The head of a member in the ustar format; for a name that it has no place for, GNU's long name goes before it. */
export function headOf(member: Member): Uint8Array {
  const name = Buffer.from(member.name);
  if (name.length <= 100) return ustar(name, member, member.type === 'directory' ? '5' : '0');
  const long = Buffer.concat([name, Buffer.alloc(1)]);
  const link = { ...member, size: long.length };
  const padding = Buffer.alloc(paddingOf(long.length));
  const head = ustar(name.subarray(0, 100), member, member.type === 'directory' ? '5' : '0');
  return Buffer.concat([ustar(Buffer.from('././@LongLink'), link, 'L'), long, padding, head]);
}

function ustar(name: Uint8Array, { size, mode, changedMs }: Member, flag: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.set(name, 0);
  const write = (text: string, at: number) => block.write(text, at, 'latin1');
  write(octal(mode, 7), 100);
  write(octal(0, 7), 108);
  write(octal(0, 7), 116);
  write(octal(size, 11), 124);
  write(octal(Math.floor(changedMs / 1000), 11), 136);
  write('        ', 148);
  write(flag, 156);
  write('ustar\0' + '00', 257);
  write('root', 265);
  write('root', 297);
  write(`${octal(checksum(block), 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}

/** What a head says, `name` aside where it is too long for it. Undefined: it is no head. */
export function parseHead(block: Uint8Array): (Member & { readonly flag: string }) | undefined {
  const bytes = Buffer.from(block);
  const text = (from: number, to: number) => bytes.toString('utf8', from, to).replace(/\0.*$/s, '');
  const number = (from: number, to: number) => Number.parseInt(text(from, to).trim() || '0', 8);
  const sum = number(148, 156);
  bytes.fill(' ', 148, 156);
  if (block.length < blockBytes || sum !== checksum(bytes)) return undefined;
  const flag = text(156, 157) || '0';
  const prefix = text(257, 262) === 'ustar' ? text(345, 500) : '';
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  const isDirectory = flag === '5' || name.endsWith('/');
  const type = isDirectory ? 'directory' : flag === '0' || flag === '7' ? 'file' : 'other';
  return {
    name,
    type,
    flag,
    size: number(124, 136),
    mode: number(100, 108),
    changedMs: number(136, 148) * 1000,
  };
}

/** The path that a pax header gives the next member, if it does. */
export function paxPath(bytes: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)/.exec(Buffer.from(bytes).toString())?.[1];
}
