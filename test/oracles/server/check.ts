/**
 * Asks a real Kubernetes API server and ours the same, and prints how often they answer alike: code, message, and every
 * field of what was accepted. Asked is the creation of the manifests in directories, and of seeded mutants of them; with
 * `--updates` what was created is then replaced by the mutants. The mutants are asked for as dry runs. Differences are shrunk.
 *
 *   tsx test/oracles/server/check.ts [DIRECTORY...] [--updates] [--mutants N] [--seed S] [--limit N] [--show N] [--least PERCENT]
 *
 * Without a directory: good objects of our own, 40 mutants of each. Exit code 1 when fewer than `--least` (99) are alike, or
 * when anything is answered with a code 500. Where there is no real API server it says so and asks nothing.
 */
import { parseArgs } from 'node:util';
import { drawFrom } from '../../hostile/draw.ts';
import { differencesOf, judged, masked, type Verdict } from './alike.ts';
import { creatablePaths, manifestsIn, type Paths } from './manifests.ts';
import { mutant, shrunk } from './mutate.ts';
import type { Manifest } from './object.ts';
import { startOurServer } from './our-server.ts';
import { ownManifests } from './own-manifests.ts';
import { findPrograms } from './programs.ts';
import { startRealServer } from './real-server.ts';
import type { Answer, Server } from './server.ts';

const { values: options, positionals: directories } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: 'string' },
    updates: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '100000' },
    show: { type: 'string', default: '20' },
    least: { type: 'string', default: '99' },
  },
});

/** One request of a dry run. */
interface Question {
  readonly method: 'POST' | 'PUT';
  readonly object: Manifest;
}

interface Difference extends Question {
  readonly verdict: Verdict;
}

const draw = drawFrom(Number(options.seed));

/** So many requests are on their way at once. */
const together = 8;

const programs = findPrograms();
if (typeof programs === 'string') process.stdout.write(`${programs}: the real API server is not asked\n`);
else await check(await startRealServer(programs), await startOurServer());

async function check(real: Server, ours: Server): Promise<void> {
  try {
    const asked = { real, ours, paths: await creatablePaths(real) };
    const questions = questionsAbout(chosen(asked.paths));
    if (options.updates) await createAll(questions, asked);
    await report(questions.length, await compared(questions, asked), asked);
  } finally {
    await Promise.all([real.stop(), ours.stop()]);
  }
}

interface Asked {
  readonly real: Server;
  readonly ours: Server;
  readonly paths: Paths;
}

function chosen(paths: Paths): Manifest[] {
  const good = directories.length === 0 ? ownManifests(paths) : manifestsIn(directories, paths);
  const limit = Number(options.limit);
  return good.length <= limit ? good : Array.from({ length: limit }, () => draw.pick(good));
}

function questionsAbout(objects: readonly Manifest[]): Question[] {
  const mutants = Number(options.mutants ?? (directories.length === 0 ? 40 : 0));
  const method = options.updates ? 'PUT' : 'POST';
  return objects.flatMap((object) => [
    { method, object } as const,
    ...Array.from({ length: mutants }, () => ({ method, object: mutant(object, draw) }) as const),
  ]);
}

async function createAll(questions: readonly Question[], { real, ours, paths }: Asked): Promise<void> {
  const path = ({ apiVersion, kind }: Manifest) => paths.get(`${apiVersion} ${kind}`) ?? '';
  const objects = new Map(questions.map(({ object }) => [`${path(object)}/${object.metadata.name}`, object]));
  for (const object of [...objects.values()].reverse()) {
    await Promise.all([real, ours].map((server) => server.ask('POST', path(object), object)));
  }
}

async function compared(questions: readonly Question[], asked: Asked): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let start = 0; start < questions.length; start += together) {
    const verdicts = questions.slice(start, start + together).map(async (question) => {
      const verdict = judged(...(await answers(question, asked)));
      if (verdict !== 'alike') differences.push({ verdict, ...question });
    });
    await Promise.all(verdicts);
  }
  return differences;
}

async function answers(
  { method, object }: Question,
  { real, ours, paths }: Asked,
): Promise<[Answer, Answer]> {
  const name = method === 'PUT' ? `/${encodeURIComponent(object.metadata.name)}` : '';
  const path = `${paths.get(`${object.apiVersion} ${object.kind}`)}${name}?dryRun=All&fieldValidation=Strict`;
  return Promise.all([real.ask(method, path, object), ours.ask(method, path, object)]);
}

async function report(count: number, differences: readonly Difference[], asked: Asked): Promise<void> {
  const shown = new Set<string>();
  for (const { verdict, method, object } of differences) {
    if (shown.size >= Number(options.show)) break;
    const same = async (smaller: Manifest) =>
      judged(...(await answers({ method, object: smaller }, asked))) === verdict;
    const smallest = await shrunk(object, same);
    const text = `${verdict}: ${method} ${JSON.stringify(smallest)}`;
    if (shown.has(text)) continue;
    shown.add(text);
    const [real, ours] = await answers({ method, object: smallest }, asked);
    process.stdout.write(`${text}\n${inWords(verdict, real, ours)}`);
  }
  const share = (100 * (count - differences.length)) / count;
  const broken = differences.filter(({ verdict }) => verdict === 'broken').length;
  for (const [verdict, number] of counted(differences)) process.stdout.write(`${number} ${verdict}\n`);
  process.stdout.write(`${count} requests, seed ${options.seed}: ${share.toFixed(2)} % are answered alike\n`);
  if (share < Number(options.least) || broken > 0) process.exitCode = 1;
}

function counted(differences: readonly Difference[]): Map<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of differences) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return counts;
}

function inWords(verdict: Verdict, real: Answer, ours: Answer): string {
  if (verdict === 'another object') {
    return differencesOf(masked(real.body), masked(ours.body))
      .map((difference) => `  ${difference}\n`)
      .join('');
  }
  return `  Kubernetes ${message(real)}\n  homeostat  ${message(ours)}\n`;
}

function message({ code, body }: Answer): string {
  return `${code} ${(body as { readonly message?: string }).message ?? ''}`;
}
