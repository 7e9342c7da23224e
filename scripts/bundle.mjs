// The last step of the build: puts the generated tables beside the compiled folders, and makes the command of few
// files, with what it uses of other packages in them: finding some hundred modules one by one would cost it half of its
// start-up time. Their licenses go with it.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

mkdirSync('dist/generated', { recursive: true });
cpSync('api/generated', 'dist/generated', { recursive: true, filter: (path) => !path.endsWith('.ts') });

const { outputFiles, metafile } = await build({
  entryPoints: ['dist/cli/main.js'],
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: [
    // It has a part that is no JavaScript, and is found by its place.
    'classic-level',
    // What fastify reads for schemas, logs and tests, of which the server has none: what is here is read at each start.
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
    'light-my-request',
    'pino',
  ],
  // CommonJS packages ask for Node's own modules by it.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  metafile: true,
  write: false,
});
rmSync('dist/cli', { recursive: true });
mkdirSync('dist/cli', { recursive: true });
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
// npx makes the command executable where it installs it, and does not look again after the next build.
chmodSync('dist/cli/main.js', 0o755);
writeFileSync('dist/cli/LICENSES', licenses(Object.keys(metafile.inputs)));

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
