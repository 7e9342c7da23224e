// A step of the build: starts a cluster, asks it something, and keeps what V8 has made of the command by then. It suits a Node of
// the same version and with the same flags as the one that runs this.
const { chmodSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { get } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** The first work of controllers and kubelets is done by then. */
const settleMs = 1_000;

const directory = mkdtempSync(join(tmpdir(), 'homeostat-build-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const places = ['--data-dir', join(directory, 'data'), '--kubeconfig', join(directory, 'kubeconfig')];
process.argv = [process.argv[0], 'homeostat', 'up', '--port', '0', ...places];
console.log = (line) => {
  const [, url] = /^ready (\S+)/.exec(line) ?? [];
  if (url !== undefined) get(`${url}/api/v1/nodes`, (answer) => answer.resume().on('end', settle));
};
const { script, cache } = require('../dist/cli/main.js');

function settle() {
  setTimeout(() => {
    writeFileSync(cache, script.createCachedData());
    // What a cluster makes is for its user alone; this is not.
    chmodSync(cache, 0o644);
    process.kill(process.pid, 'SIGTERM');
  }, settleMs);
}
