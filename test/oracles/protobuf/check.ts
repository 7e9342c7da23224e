import { isDeepStrictEqual } from 'node:util';
import { decodeProtobuf } from '../../../apiserver/request/protobuf/index.ts';
import { ask, type Case, casesOf, testdataDirectory } from './judge.ts';
import { withoutNulls } from './without-nulls.ts';

/**
 * Decodes what Kubernetes' own code encoded, the filled objects of k8s.io/api's testdata and random ones of every
 * served kind, and compares with the JSON that the same code makes of the same bytes.
 * `tsx check.ts [cases a kind] [seed]`; exit code 1 when anything differs.
 */
const count = process.argv[2] ?? '30';
const seed = process.argv[3] ?? '1';

const filled = casesOf(ask('testdata', testdataDirectory()));
const random = casesOf(ask('cases', count, seed));
const differences = [...filled, ...random].filter((one) => differs(one));
for (const { json, pb } of differences.slice(0, 5)) {
  process.stdout.write(`${firstDifference(withoutNulls(json), ours(pb), `${json.kind}`)}\n`);
}
process.stdout.write(
  `${filled.length} filled and ${random.length} random objects, ${differences.length} differ\n`,
);
process.exitCode = differences.length === 0 ? 0 : 1;

function differs({ pb, json }: Case): boolean {
  return !isDeepStrictEqual(ours(pb), withoutNulls(json));
}

function ours(pb: string): unknown {
  try {
    return withoutNulls(decodeProtobuf(Buffer.from(pb, 'base64')).object);
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
