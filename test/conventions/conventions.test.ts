import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { free, importTable, packageDoors, worldEdges } from './import-table.ts';

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !path.endsWith('.d.ts'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** What ships: tests and benchmarks are free to reach further. */
const shipped = sources.filter(
  ({ path }) => !/\.(test|bench|config)\.ts$|\/testing\/|^(test|api\/generate)\//.test(path),
);

const folderOf = (path: string): string => path.split('/')[0] ?? '';

function importsOf({ path, text }: Source): readonly string[] {
  const found = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from '([^']+)'|import\('([^']+)'\)/g)];
  return found
    .map((match) => match[1] ?? match[2] ?? '')
    .map((to) => (to.startsWith('.') ? normalize(join(dirname(path), to)) : to));
}

test('there is something to check', () => {
  expect(shipped.length).toBeGreaterThan(200);
  expect(importsOf({ path: 'a/b.ts', text: "import { x } from '../c/index.ts';" })).toEqual(['c/index.ts']);
});

test('folders import only whom the table allows, and only through the door', () => {
  const broken = shipped.flatMap((source) => {
    const from = folderOf(source.path);
    if (free.includes(from)) return [];
    return importsOf(source)
      .filter((to) => /^[a-z-]+\//.test(to) && to.endsWith('.ts') && folderOf(to) !== from)
      .filter((to) => !(importTable[from] ?? []).includes(folderOf(to)) || !isDoor(to))
      .map((to) => `${source.path} imports ${to}`);
  });
  expect(broken).toEqual([]);
});

function isDoor(path: string): boolean {
  return /^[a-z-]+\/index\.ts$/.test(path) || path === 'environment/real/index.ts';
}

test('each outside package has one door', () => {
  const broken = shipped.flatMap((source) =>
    importsOf(source)
      .filter((to) => !to.includes('.ts') && !to.startsWith('node:'))
      .filter((to) => !(packageDoors[to] ?? []).some((door) => source.path.startsWith(door)))
      .map((to) => `${source.path} imports ${to}`),
  );
  expect(broken).toEqual([]);
});

test('who only simulates loads neither a web server nor LevelDB', () => {
  const textOf = new Map(shipped.map(({ path, text }) => [path, text]));
  const loaded = new Set(['index.ts']);
  for (const path of loaded) {
    const text = (textOf.get(path) ?? '').replace(/(?:import|export) type [^;]*;|import\('[^']+'\)/g, '');
    for (const to of importsOf({ path, text })) loaded.add(to);
  }
  const packages = [...loaded].filter((to) => !to.endsWith('.ts') && !to.startsWith('node:'));
  expect(packages.toSorted()).toEqual(['memory-level', 'nanoid', 'sorted-btree']);
});

// Bundled, a CommonJS package has no named exports behind `import()`.
test('what is loaded late is a file of ours', () => {
  const broken = shipped.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<!typeof )import\('([^.'][^']*)'\)/g)].map(([, to]) => `${path} loads ${to} late`),
  );
  expect(broken).toEqual([]);
});

const worldly =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|setInterval\(|setImmediate\(|performance\.now\(|randomUUID\(|randomBytes\(|getRandomValues\(|process\.|console\.|AbortSignal\.timeout)|\.(localeCompare|toLocale\w+)\(|\bIntl\./;

test('time, chance and the process come through the environment', () => {
  const broken = shipped
    .filter(({ path }) => !worldEdges.some((edge) => path.startsWith(edge)))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line, at) => ({ line: line.replace(/^\s*(\*|\/\/|\/\*\*).*|'[^']*'|`[^`]*`/g, ''), at }))
        .filter(({ line }) => worldly.test(line))
        .map(({ line, at }) => `${path}:${at + 1}: ${line.trim()}`),
    );
  expect(broken).toEqual([]);
});

test('no loose ends and no loose types', () => {
  const broken = sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, at) => ({ line, at }))
      .filter(({ line }) =>
        /\b(TODO|FIXME|XXX)\b|\bas any\b|@ts-(ignore|expect-error|nocheck)|\b(test|describe|it)\.(only|skip)\(/.test(
          line,
        ),
      )
      .filter(() => !path.startsWith('test/conventions/'))
      .map(({ line, at }) => `${path}:${at + 1}: ${line.trim()}`),
  );
  expect(broken).toEqual([]);
});

test('constants are named like all else', () => {
  const broken = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]+)\b/gm)].map(([, name]) => `${path}: ${name}`),
  );
  expect(broken).toEqual([]);
});
