// The last step of the build: puts the generated tables beside the compiled folders, and makes the command one script,
// with what it uses of other packages in it: finding some hundred modules one by one would cost it half of its start-up
// time. Their licenses go with it. Then it is run, and what V8 has made of it is kept: see docs/adr/0012.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { build } from 'esbuild';

mkdirSync('dist/generated', { recursive: true });
cpSync('api/generated', 'dist/generated', { recursive: true, filter: (path) => !path.endsWith('.ts') });

/** The part of LevelDB that is no JavaScript is found by its place. */
const nativeParts = {
  name: 'native parts',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/binding$/ }, () => ({ path: 'classic-level/binding.js', external: true }));
  },
};

const { outputFiles, metafile } = await build({
  entryPoints: ['dist/cli/main.js'],
  outfile: 'dist/cli/homeostat.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // It is kept in memory as long as the process runs. Names stay, for who reads a stack.
  minifyWhitespace: true,
  legalComments: 'none',
  lineLimit: 160,
  plugins: [nativeParts],
  // What fastify reads for schemas, logs and tests, of which the server has none: what is here is read at each start.
  external: ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request', 'pino'],
  define: { 'import.meta.url': 'url' },
  // A function, whom scripts/start.cjs gives these.
  banner: { js: '(function (require, url) {' },
  footer: { js: '})' },
  metafile: true,
  write: false,
});
rmSync('dist/cli', { recursive: true });
mkdirSync('dist/cli', { recursive: true });
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
writeFileSync('dist/cli/package.json', '{ "type": "commonjs" }\n');
copyFileSync('scripts/start.cjs', 'dist/cli/main.js');
// npx makes the command executable where it installs it, and does not look again after the next build.
chmodSync('dist/cli/main.js', 0o755);
writeFileSync('dist/cli/LICENSES', licenses(Object.keys(metafile.inputs)));
// As npx runs it, and as `node dist/cli/main.js` does.
for (const flags of [['--max-semi-space-size=64'], []]) {
  spawnSync(process.execPath, [...flags, 'scripts/code-cache.cjs'], { stdio: 'inherit', timeout: 60_000 });
}

/** The license of each package that a file is from. */
function licenses(files) {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  return [...folders].sort().map(license).join('\n');
}

function license(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? '' : `\n${readFileSync(`${folder}/${file}`, 'utf8')}`;
  return `${name} ${version}, ${license}\n${text}`;
}
