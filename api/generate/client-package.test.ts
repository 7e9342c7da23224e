import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClientPackage } from './client-package.ts';

let nodeModules: string;

beforeEach(() => {
  nodeModules = mkdtempSync(join(tmpdir(), 'client-package-'));
});

afterEach(() => {
  rmSync(nodeModules, { recursive: true });
});

/** A client package with one model, of this release. */
function install(version: string, release: string): void {
  const root = join(nodeModules, '@kubernetes', 'client-node');
  const models = join(root, 'dist', 'gen', 'models');
  mkdirSync(models, { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(models, 'all.js'), `export * from '../models/V1Pod.js';\n`);
  writeFileSync(join(models, 'V1Pod.js'), `/** OpenAPI spec version: ${release}\n */\n`);
}

test('without the client, the generator says what to do', () => {
  expect(() => readClientPackage(nodeModules)).toThrow(
    /^@kubernetes\/client-node is not installed in .*npm install/,
  );
});

test('another version of the client is refused', () => {
  install('2.1.0', 'release-1.37');
  expect(() => readClientPackage(nodeModules)).toThrow(
    '@kubernetes/client-node is 2.1.0, but these tables are for 2.0.1',
  );
});

test('models of another release are refused', () => {
  install('2.0.1', 'release-1.35');
  expect(() => readClientPackage(nodeModules)).toThrow(
    "the client's model V1Pod is of release-1.35, but these tables are for release-1.36",
  );
});
