// Some registries do not carry the binaries of other platforms, and then leave them out of package-lock.json, which
// `npm ci` refuses. This adds what is left out, as it stands for the platforms that are there. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lock.packages[`node_modules/${name}`] !== undefined || !/^[0-9]/.test(version)) continue;
    const [, os, cpu] = /-(android|darwin|linux|win32)-(arm64|x64)/.exec(name) ?? [];
    if (os === undefined) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...(name.endsWith('-musl') ? { libc: ['musl'] } : {}),
      optional: true,
      os: [os],
    };
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : 1)),
);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
