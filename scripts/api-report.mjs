// Writes docs/api/*.api.md: what the package gives to whoever imports it, with its types, a file for each entry point. `npm run
// api:check` says what differs from what is committed, and where something is told of that cannot be imported. Reads the build.
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
const inReport = { logLevel: 'none', addToApiReportFile: true };

/** Whether the report is as it was. */
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
        extractorMessageReporting: { ...none, 'ae-forgotten-export': inReport },
        tsdocMessageReporting: none,
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) throw new Error(message.text);
    },
  });
  return { reportFileName, apiReportChanged };
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
const changed = Object.entries(entries)
  .filter(([, entry]) => entry.types !== undefined)
  .map(([name, { types }]) => reportOf(name, types))
  .filter(({ apiReportChanged }) => apiReportChanged)
  .map(({ reportFileName }) => reportFileName);
rmSync(reportTempFolder, { recursive: true });
if (isCheck && changed.length > 0) {
  console.error(
    `the public interface is not as docs/api tells it: ${changed.join(', ')}; npm run api writes it anew`,
  );
  process.exitCode = 1;
} else console.log(changed.length === 0 ? 'docs/api is as it was' : `written: ${changed.join(', ')}`);
