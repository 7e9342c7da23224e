import { expect, test } from 'vitest';
import { testHost } from '../testing/test-host.ts';
import { clusterAccess } from './cluster-access.ts';
import type { Host, Program, ProgramEnd } from './host.ts';
import { readKubeconfig } from './read-kubeconfig.ts';

const v1 = 'client.authentication.k8s.io/v1';
const v1beta1 = 'client.authentication.k8s.io/v1beta1';

const credential = (status: unknown, apiVersion = v1): string =>
  JSON.stringify({ kind: 'ExecCredential', apiVersion, status });

interface World {
  nowMs: number;
  end: ProgramEnd | Error;
  readonly runs: Program[];
}

/** A user whose program ends as the world says. */
function open(
  exec: object,
  world: Partial<World> & { readonly host?: Partial<Host>; readonly user?: object } = {},
) {
  const made: World = {
    nowMs: 0,
    end: { exitCode: 0, output: credential({ token: 'one' }) },
    runs: [],
    ...world,
  };
  const host = testHost({
    now: () => made.nowMs,
    variables: { HOME: '/home', A: 'ours' },
    async run(program) {
      made.runs.push(program);
      if (made.end instanceof Error) throw made.end;
      return made.end;
    },
    ...world.host,
  });
  const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }];
  const config = {
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: 'https://one', 'tls-server-name': 'inside', extensions } }],
    users: [
      {
        name: 'a',
        user: {
          exec: { apiVersion: v1, command: 'helper', interactiveMode: 'Never', ...exec },
          ...world.user,
        },
      },
    ],
  };
  const read = readKubeconfig(['/etc/kube/config'], () => JSON.stringify(config));
  const source = clusterAccess(read, host).transport.credentials;
  return { world: made, source, get: () => source?.get() ?? Promise.reject(new Error('it has no source')) };
}

function onlyRun({ runs }: World): Program {
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error(`it ran ${runs.length} times`);
  return run;
}

test('the program gets its arguments, variables and what it is asked for', async () => {
  const { world, get } = open({
    command: './bin/helper',
    args: ['--fast'],
    env: [{ name: 'A', value: 'theirs' }],
    provideClusterInfo: true,
  });
  expect(await get()).toEqual({ token: 'one' });
  const { variables, ...rest } = onlyRun(world);
  expect(rest).toEqual({ command: '/etc/kube/bin/helper', args: ['--fast'], interactive: false });
  const { KUBERNETES_EXEC_INFO: info = '', ...others } = variables;
  expect(others).toEqual({ HOME: '/home', A: 'theirs' });
  expect(JSON.parse(info)).toEqual({
    kind: 'ExecCredential',
    apiVersion: v1,
    spec: {
      cluster: { server: 'https://one', 'tls-server-name': 'inside', config: { audience: 'x' } },
      interactive: false,
    },
  });
});

test('it is told of no cluster unless the kubeconfig wants that', async () => {
  const { world, get } = open({});
  await get();
  expect(world.runs[0]?.variables.KUBERNETES_EXEC_INFO).toBe(
    `{"kind":"ExecCredential","apiVersion":"${v1}","spec":{"interactive":false}}`,
  );
});

test('what it gave is kept until it expires', async () => {
  const output = credential({ token: 'one', expirationTimestamp: '1970-01-01T00:01:00Z' });
  const { world, get } = open({}, { end: { exitCode: 0, output } });
  await get();
  world.nowMs = 60_000;
  await get();
  expect(world.runs).toHaveLength(1);
  world.nowMs = 60_001;
  await get();
  expect(world.runs).toHaveLength(2);
});

test('without a time it is kept until it is refused; only the last credentials are renewed', async () => {
  const { world, source, get } = open({});
  const used = await get();
  world.end = { exitCode: 0, output: credential({ token: 'two' }) };
  await source?.refused({ token: 'one' });
  expect(await get()).toBe(used);
  await source?.refused(used);
  expect(await get()).toEqual({ token: 'two' });
  expect(world.runs).toHaveLength(2);
});

test('where it cannot be renewed, who asks next is told', async () => {
  const { world, source, get } = open({});
  const used = await get();
  world.end = { exitCode: 3, output: '' };
  await source?.refused(used);
  await expect(get()).rejects.toThrow('exec: executable helper failed with exit code 3');
});

test('many requests at once run it once', async () => {
  const { world, get } = open({});
  await Promise.all([get(), get(), get()]);
  expect(world.runs).toHaveLength(1);
});

test('a certificate comes with its key', async () => {
  const output = credential({ clientCertificateData: 'CERT', clientKeyData: 'KEY' });
  expect(await open({}, { end: { exitCode: 0, output } }).get()).toEqual({ cert: 'CERT', key: 'KEY' });
});

test.each([
  ['Never', true, false],
  ['IfAvailable', true, true],
  ['IfAvailable', false, false],
  ['Always', true, true],
])(
  'with interactiveMode %s, and a terminal %s, it may ask: %s',
  async (interactiveMode, isTerminal, want) => {
    const { world, get } = open({ interactiveMode }, { host: { isTerminal } });
    await get();
    expect(world.runs[0]?.interactive).toBe(want);
  },
);

test('of the older version interactiveMode may be left out', async () => {
  const end = { exitCode: 0, output: credential({ token: 'one' }, v1beta1) };
  const { world, get } = open(
    { apiVersion: v1beta1, interactiveMode: null },
    { end, host: { isTerminal: true } },
  );
  expect(await get()).toEqual({ token: 'one' });
  expect(world.runs[0]?.interactive).toBe(true);
});

test.each([
  [{ exitCode: null, output: '' }, 'exec: executable helper failed with exit code -1'],
  [{ exitCode: 0, output: 'no' }, 'decoding stdout: '],
  [{ exitCode: 0, output: '[]' }, 'decoding stdout: it is no JSON object'],
  [
    { exitCode: 0, output: credential({ token: 'a' }, v1beta1) },
    `exec plugin is configured to use API version ${v1}, plugin returned version ${v1beta1}`,
  ],
  [{ exitCode: 0, output: credential(undefined) }, "exec plugin didn't return a status field"],
  [{ exitCode: 0, output: credential({}) }, "exec plugin didn't return a token or cert/key pair"],
  [
    { exitCode: 0, output: credential({ clientKeyData: 'KEY' }) },
    'exec plugin returned only certificate or key, not both',
  ],
  [{ exitCode: 0, output: credential({ token: 5 }) }, 'must be strings'],
  ...['soon', '', '2026', 'Jan 2 2026', '2026-01-02', '2026-02-30T00:00:00Z'].map(
    (expirationTimestamp): [ProgramEnd, string] => [
      { exitCode: 0, output: credential({ token: 'a', expirationTimestamp }) },
      `decoding stdout: parsing time "${expirationTimestamp}"`,
    ],
  ),
  [
    { exitCode: 0, output: credential({ token: 'a', expirationTimestamp: 5 }) },
    'decoding stdout: expirationTimestamp must be a string',
  ],
  [Object.assign(new Error('no access'), { code: 'EACCES' }), 'exec: no access'],
])('%j is an error: %s', async (end, says) => {
  await expect(open({}, { end }).get()).rejects.toThrow(says);
});

test('how a missing program is installed is told ten times an hour', async () => {
  const { world, get } = open(
    { installHint: 'run\u001b[1m make install' },
    { end: Object.assign(new Error('not there'), { code: 'ENOENT' }) },
  );
  const message = async () => {
    const error = await get().catch((reason: unknown) => reason);
    return error instanceof Error ? error.message : '';
  };
  for (let time = 0; time < 10; time++) expect(await message()).toContain('\n\nrunU+001B[1m make install');
  expect(await message()).toBe('exec: executable helper not found');
  world.nowMs = 3_600_000;
  expect(await message()).toContain('make install');
});

test('without a terminal a program that must have one is not run', async () => {
  const { world, get } = open({ interactiveMode: 'Always' });
  await expect(get()).rejects.toThrow(
    'exec plugin cannot support interactive mode: standard input is not a terminal',
  );
  expect(world.runs).toEqual([]);
});

test.each([{ token: 'a' }, { username: 'a', password: 'b' }])('who says %j needs no program', (user) => {
  expect(open({}, { user }).source).toBeUndefined();
});

test.each([
  [{ command: '' }, 'command must be specified to use exec authentication plugin'],
  [{ interactiveMode: null }, 'interactiveMode must be specified to use exec authentication plugin'],
  [{ interactiveMode: 'Maybe' }, 'invalid interactiveMode "Maybe"; known: Never, IfAvailable, Always'],
  [{ apiVersion: 'v1' }, 'invalid apiVersion "v1"'],
  [{ args: 'a' }, 'args must be a list of strings'],
  [{ env: [{ name: '', value: 'a' }] }, 'env[0] must have a name and a value, which are strings'],
])('%j is refused: %s', (exec, says) => {
  expect(() => open(exec)).toThrow(says);
});
