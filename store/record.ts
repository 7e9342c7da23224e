import { crc32 } from 'node:zlib';
import { StoreError } from './errors.ts';
import { textOf } from './late-text.ts';
import type { LeaseTerm } from './leases.ts';
import type { LateText } from './store.ts';

/** One operation of one transaction, as the log keeps it. Every transaction that wrote has `operations` of them. */
export interface LogRecord {
  readonly revision: number;
  /** Place among the operations of its revision, from 0. */
  readonly sub: number;
  readonly operations: number;
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly value: string | LateText;
  readonly createRevision: number;
  /** 0 for a delete. */
  readonly version: number;
  /** The revision that wrote this key before (a put or a delete); 0: none that was still known. */
  readonly previousRevision: number;
  /** Of a put with a lease. */
  readonly lease: LeaseTerm | undefined;
  /** Over all of the above, a signed 32-bit number; 0 in a format that has none. */
  checksum: number;
}

/** What a level is given for a record: text, or in memory the record itself. */
export type StoredRecord = string | LogRecord;

/** How records are kept on a level. */
export interface RecordFormat {
  /** A value as its records keep it. */
  kept(value: string | LateText): string | LateText;
  /** Sets the checksum. */
  encode(key: string, record: LogRecord): StoredRecord;
  /** DAMAGED if it is not what was written under this log key. */
  decode(key: string, stored: StoredRecord): LogRecord;
}

/** Sixteen to the fourth: what fits into the four digits that a log key keeps for it. etcd allows 128. */
export const transactionOperationsMax = 0x10000;

const revisionDigits = 14;
const subDigits = 4;
const checksumDigits = 8;

/** Seven numbers of up to sixteen digits, and what is between them. */
const headCharactersMax = 140;

/** Fixed-width, so that the byte order of log keys is the order of revisions. */
export function logKey(revision: number, sub: number): string {
  const head = revision.toString(16).padStart(revisionDigits, '0');
  return sub === 0 ? `${head}0000` : head + sub.toString(16).padStart(subDigits, '0');
}

/** The last log key a revision can have. */
export function lastLogKey(revision: number): string {
  return logKey(revision, transactionOperationsMax - 1);
}

/**
 * Eight hexadecimal digits of a checksum, then the fields; of a put with a lease that is one of the first. The sum covers the log key too, so a record found under
 * another revision does not pass.
 */
export const textFormat: RecordFormat = {
  kept: textOf,
  encode(key, record) {
    const { type, operations, createRevision, version, previousRevision, lease } = record;
    const numbers = `${operations} ${createRevision} ${version} ${previousRevision} ${record.key.length}`;
    const kind = type === 'delete' ? 'd' : lease === undefined ? 'p' : `l${lease.id}:${lease.ttlMs}`;
    const body = ` ${kind} ${numbers} ${record.key} ${record.value}`;
    const sum = crc32(key + body);
    record.checksum = sum | 0;
    return sum.toString(16).padStart(checksumDigits, '0') + body;
  },
  decode: (key, stored) => decodeText(key, stored as string),
};

/** The record itself: memory does not rot, and making a text of it would cost more than all else a commit does. */
export const objectFormat: RecordFormat = {
  kept: textOf,
  encode: (_key, record) => record,
  decode: (_key, stored) => stored as LogRecord,
};

/** The same where nobody counts what is kept: then texts need not be made either. */
export const lateFormat: RecordFormat = { ...objectFormat, kept: (value) => value };

function decodeText(key: string, text: string): LogRecord {
  const checksum = verify(key, text);
  const fields = text.slice(checksumDigits + 1, checksumDigits + headCharactersMax).split(' ', 6);
  const [kind = '', operations, createRevision, version, previousRevision, keyLength] = fields;
  const keyStart = checksumDigits + 1 + fields.reduce((sum, field) => sum + field.length + 1, 0);
  const keyEnd = keyStart + Number(keyLength);
  return {
    revision: revisionOf(key),
    sub: Number.parseInt(key.slice(revisionDigits), 16),
    operations: Number(operations),
    type: kind === 'd' ? 'delete' : 'put',
    key: text.slice(keyStart, keyEnd),
    value: text.slice(keyEnd + 1),
    createRevision: Number(createRevision),
    version: Number(version),
    previousRevision: Number(previousRevision),
    lease: kind.startsWith('l') ? leaseTerm(kind.slice(1)) : undefined,
    checksum,
  };
}

function leaseTerm(text: string): LeaseTerm {
  const [id, ttlMs] = text.split(':').map(Number) as [number, number];
  return { id, ttlMs };
}

/** The revision a log key stands for. */
export function revisionOf(key: string): number {
  return Number.parseInt(key.slice(0, revisionDigits), 16);
}

/** Whether a record can lie under this key. */
export function isLogKey(key: string): boolean {
  return logKeyForm.test(key);
}

const logKeyForm = /^[0-9a-f]{18}$/;

function verify(key: string, text: string): number {
  const sum = crc32(key + text.slice(checksumDigits));
  if (text.slice(0, checksumDigits) === sum.toString(16).padStart(checksumDigits, '0')) return sum | 0;
  throw new StoreError('DAMAGED', `the record of revision ${revisionOf(key)} does not match its checksum`);
}
