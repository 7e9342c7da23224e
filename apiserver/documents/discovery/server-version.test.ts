import { expect, it } from 'vitest';
import { serverVersion } from './server-version.ts';

it('is the version of Kubernetes that is served, built by homeostat', () => {
  const build = {
    version: '0.1.0',
    gitCommit: 'abc',
    buildDate: '2026-01-01T00:00:00Z',
    platform: 'linux/x64',
  };
  expect(serverVersion(build)).toEqual({
    major: '1',
    minor: '36',
    emulationMajor: '1',
    emulationMinor: '36',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '35',
    gitVersion: 'v1.36.0',
    gitCommit: 'abc',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'homeostat/0.1.0',
    platform: 'linux/x64',
  });
  expect(serverVersion()).toMatchObject({ gitCommit: '', gitTreeState: '', compiler: 'homeostat' });
});
