// Writes docs/api/*.api.md: what the package gives to whoever imports it, with its types, a file for each entry point. `npm run
// api:check` says what differs from what is committed. Both refuse what is told of and cannot be imported: a type that an entry
// point names has to be exported by one of them. Reads the build.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const isCheck = process.argv.includes('--check');
const root = resolve(import.meta.dirname, '..');
const reportFolder = join(root, 'docs/api');
const reportTempFolder = mkdtempSync(join(tmpdir(), 'homeostat-api-'));
mkdirSync(reportFolder, { recursive: true });

const none = { default: { logLevel: 'none' } };
/**
 * Ours: what a user meets as a part of something, and neither makes nor names. A name may leave this list, not come to it.
 */
const hidden = new Set([
  // Of an API server and of what observes a world, which come made.
  ...[
    'AggregatedApi',
    'OwnDocuments',
    'ResourceRegistry',
    'ServerContext',
    'Sharing',
    'TraceLog',
    'CelProgram',
    'Expression',
    'GoTemplate',
    'JqQuery',
    'StandIns',
  ],
  // What the built-in plugins of the scheduler share by their handle.
  ...['Devices', 'Extenders', 'Nominator', 'PreBindingPods'],
]);

/** By name, what the entry points export. */
const exported = new Set();

/** Whether the report is as it was, and what it tells of that nobody can import. */
function reportOf(entry, types) {
  const reportFileName = `${entry === '.' ? 'homeostat' : entry.replace('./', '').replace('/', '-')}.api.md`;
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: { overrideTsconfig: { compilerOptions } },
      apiReport: { enabled: true, reportFileName, reportFolder, reportTempFolder },
      messages: {
        compilerMessageReporting: none,
        extractorMessageReporting: { ...none, 'ae-forgotten-export': { logLevel: 'warning' } },
        tsdocMessageReporting: none,
      },
    },
  });
  const named = new Set();
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback(message) {
      message.handled = true;
      if (message.messageId === 'ae-forgotten-export')
        named.add(/symbol "(\w+?)(_\d+)?"/.exec(message.text)[1]);
      else if (message.logLevel === ExtractorLogLevel.Error) throw new Error(message.text);
    },
  });
  for (const name of exportsOf(join(reportTempFolder, reportFileName))) exported.add(name);
  return { entry, reportFileName, apiReportChanged, named };
}

function exportsOf(report) {
  const declared = /^export (?:abstract |const |class |declare |function |interface |let |type )*(\w+)/gm;
  return [...readFileSync(report, 'utf8').matchAll(declared)].map(([, name]) => name);
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
};

const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const reports = Object.entries(entries)
  .filter(([, entry]) => entry.types !== undefined)
  .map(([name, { types }]) => reportOf(name, types));
rmSync(reportTempFolder, { recursive: true });
const changed = reports
  .filter(({ apiReportChanged }) => apiReportChanged)
  .map(({ reportFileName }) => reportFileName);
for (const { entry, named } of reports) {
  const forgotten = [...named].filter((name) => !exported.has(name) && !hidden.has(name)).toSorted();
  if (forgotten.length > 0) {
    const name = entry.replace('.', 'homeostat');
    console.error(
      `${name} tells of what nobody can import: ${forgotten.join(', ')}; export it, or do not tell of it`,
    );
    process.exitCode = 1;
  }
}
if (isCheck && changed.length > 0) {
  console.error(
    `the public interface is not as docs/api tells it: ${changed.join(', ')}; npm run api writes it anew`,
  );
  process.exitCode = 1;
} else console.log(changed.length === 0 ? 'docs/api is as it was' : `written: ${changed.join(', ')}`);
