import { isDeepStrictEqual } from 'node:util';
import { decodeProtobuf, encodeProtobuf } from '../../../apiserver/protobuf/index.ts';
import { ask, type Case, casesOf, testdataDirectory } from './judge.ts';
import { withoutNulls } from './without-nulls.ts';

/**
 * Decodes what Kubernetes' own code encoded, the filled objects of k8s.io/api's testdata and random ones of every
 * served kind, and compares with the JSON that the same code makes of the same bytes; and encodes that JSON, and lists,
 * and compares with the bytes that the same code makes of them.
 * `tsx check.ts [cases a kind] [seed]`; exit code 1 when anything differs.
 */
const count = process.argv[2] ?? '30';
const seed = process.argv[3] ?? '1';

const filled = casesOf(ask('testdata', testdataDirectory()));
const random = casesOf(ask('cases', count, seed));
const differences = [...filled, ...random].flatMap((one) => [
  ...decodedDifference(one),
  ...encodedDifference(one),
]);
for (const difference of differences.slice(0, 5)) process.stdout.write(`${difference}\n`);
process.stdout.write(
  `${filled.length} filled and ${random.length} random objects, ${differences.length} differ\n`,
);
process.exitCode = differences.length === 0 ? 0 : 1;

function decodedDifference({ pb, json }: Case): string[] {
  if (pb === null) return [];
  const mine = tried(() => withoutNulls(decodeProtobuf(Buffer.from(pb, 'base64')).object));
  const theirs = withoutNulls(json);
  return isDeepStrictEqual(mine, theirs) ? [] : [firstDifference(theirs, mine, `decoded ${json.kind}`)];
}

function encodedDifference({ json, out }: Case): string[] {
  const mine = tried(() => encodeProtobuf(json).toString('hex'));
  const theirs = Buffer.from(out, 'base64').toString('hex');
  return mine === theirs ? [] : [firstDifference(theirs, mine, `encoded ${JSON.stringify(json)}`)];
}

function tried<T>(ask: () => T): T | string {
  try {
    return ask();
  } catch (error) {
    return String(error);
  }
}

function firstDifference(theirs: unknown, mine: unknown, path: string): string {
  if (isObject(theirs) && isObject(mine)) {
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      const [left, right] = [own(theirs, key), own(mine, key)];
      if (!isDeepStrictEqual(left, right)) return firstDifference(left, right, `${path}.${key}`);
    }
  }
  return `${path}\n  Kubernetes: ${JSON.stringify(theirs)}\n  homeostat:  ${JSON.stringify(mine)}`;
}

function own(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
