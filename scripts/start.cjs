#!/usr/bin/env -S node --max-semi-space-size=64
// What the build puts at `dist/cli/main.js`: runs the command, which is one script. Beside it lies what V8 made of it at the build.
// The version of V8, its flags and the processor are in the name of that: where they are others, it is only not found.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { cachedDataVersionTag } = require('node:v8');
const { Script } = require('node:vm');

const filename = join(__dirname, 'homeostat.js');
const cache = `${filename}.${cachedDataVersionTag()}`;
const script = new Script(readFileSync(filename, 'latin1'), {
  filename,
  cachedData: kept(),
});
// For who makes that file.
module.exports = { script, cache };
script.runInThisContext()(require, pathToFileURL(filename).href);

function kept() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}
