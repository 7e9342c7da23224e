import { expect, test } from 'vitest';
import { coreV1, type V1PodSpec } from '../../api/index.ts';
import type { ProcessEnd, ProcessStreams } from '../../apimachinery/index.ts';
import type { KubeletOptions } from '../index.ts';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';
import { headOf } from './tar/tar-format.ts';

const web = { namespace: 'default', pod: 'web', container: 'web' };

interface Ran {
  readonly out: () => string;
  readonly err: () => string;
  end?: ProcessEnd;
  readonly done: Promise<void>;
}

/** Runs a command in the container, with what is typed; the client leaves when `gone` is aborted. */
function run(
  node: TestNode,
  command: readonly string[],
  stdin: AsyncIterable<Uint8Array> = typed(),
  { tty = false, gone = new AbortController().signal } = {},
): Ran {
  const pieces = { out: [] as Uint8Array[], err: [] as Uint8Array[] };
  const streams: ProcessStreams = {
    stdin,
    stdout: async (bytes) => void pieces.out.push(bytes),
    stderr: async (bytes) => void pieces.err.push(bytes),
    gone,
  };
  const start = node.connections().exec(web, command, { stdin: true, stdout: true, stderr: !tty, tty });
  const ran: { -readonly [Name in keyof Ran]: Ran[Name] } = {
    out: () => Buffer.concat(pieces.out).toString(),
    err: () => Buffer.concat(pieces.err).toString(),
    done: start(streams).then((end) => {
      ran.end = end;
    }),
  };
  return ran;
}

async function* typed(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* forever(): AsyncGenerator<Uint8Array> {
  await new Promise(() => {});
}

async function openWeb(
  spec: Partial<V1PodSpec> = {},
  options: Partial<KubeletOptions> = {},
): Promise<TestNode> {
  const node = await openNode({ preset: 'instant', ...options });
  await node.run(webPod('web', spec));
  await node.simulation.runFor(1000);
  return node;
}

async function ran(
  node: TestNode,
  command: readonly string[],
  ...input: (string | Uint8Array)[]
): Promise<Ran> {
  const running = run(node, command, typed(...input));
  await node.simulation.complete(() => running.done);
  return running;
}

test.each([
  ['echo hi | cat && echo $HOSTNAME; false || echo "no  $?"', 'hi\nweb\nno  1\n', 0],
  ['echo \'a $b\' "c $PWDX" a\\ b', 'a $b c  a b\n', 0],
  [`x=1; y="$x 2"; echo $\{y} $\{z:-none} $(echo in $x)`, '1 2 none in 1\n', 0],
  ['cd /tmp && pwd && echo one > f && echo two >> f && cat < f | wc -l', '/tmp\n2\n', 0],
  [
    'mkdir -p /a/b; touch /a/b/c.txt /a/d.txt; ls /a; echo /a/*.txt; test -f /a/b/c.txt; echo $?',
    'b\nd.txt\n/a/d.txt\n0\n',
    0,
  ],
  ['cp -r /etc /copy; mv /copy/hosts /h; rm -rf /copy; ls /copy 2>/dev/null; [ -f /h ]', '', 0],
  ['echo a > /f; printf; echo still', 'still\n', 0],
  ['printenv NOPE; exit 7; echo never', '', 7],
  ['sh -c "exit 300"; echo $?', '44\n', 0],
  ['A=1 env | grep A=; echo [$A]', 'A=1\n[]\n', 0],
  ['date -u +%Y-%s | cut', '', 127],
  ['seq 3', '', 127],
  ['for x in 1; do echo $x; done', '', 2],
  ['echo "unfinished', '', 2],
  ['printf() { :; }', '', 2],
  ['echo "unfinished\\', '', 2],
  ['echo a\rb\r\necho c\vd', 'a\rb\r\nc\vd\n', 0],
  ['id; whoami; hostname', 'uid=0(root) gid=0(root) groups=0(root)\nroot\nweb\n', 0],
  ['echo "l1\nl2\nl3" | tail -n +2 | head -1', 'l2\n', 0],
  ['echo -n "a\nb\nc" > /f; head -2 /f; tail -n 2 /f; tail -n 9 /f; tail -n 0 /f', 'a\nb\nb\nca\nb\nc', 0],
  ['echo -n "a\nb\nc" > /f; tail -c 2 /f; head -c 3 /f; grep -v b /f', '\nca\nba\nc\n', 0],
  ['echo -n " a  b\n\nc\t" > /f; wc /f; grep -c "" /f; grep -q z /f; echo $?', '2 3 9 /f\n3\n1\n', 0],
])('the shell does %j', async (script, out, exitCode) => {
  const node = await openWeb();
  const { out: wrote, end } = await ran(node, ['sh', '-c', script]);
  expect(wrote()).toBe(out);
  expect(end).toEqual({ exitCode });
});

test('a command that is not there is told as a container runtime tells it, with the exit code 127', async () => {
  const node = await openWeb();
  const { err, end } = await ran(node, ['psql', '-l']);
  expect(end).toEqual({ exitCode: 127 });
  expect(err()).toContain('exec: "psql": executable file not found in $PATH');
});

test.each([
  ['a script', `echo ${'a'.repeat(70_000)}`, 'the script is too long'],
  ['its words', `a=12345678; ${'a=$a$a;'.repeat(100)}`, 'Argument list too long'],
  ['shells in shells', 'echo "sh /f" > /f; sh /f', "can't fork: Resource temporarily unavailable"],
])('what a shell does is limited: %s', async (_what, script, says) => {
  const node = await openWeb();
  const { err } = await ran(node, ['sh'], `${script}\n`);
  expect(err()).toContain(says);
});

test('a command that runs itself twice over ends with its client, and lets others work', async () => {
  const node = await openWeb();
  const client = new AbortController();
  const script = 'echo "sh /f; sh /f" > /f; sh /f';
  const endless = run(node, ['sh', '-c', script], typed(), { gone: client.signal });
  await node.simulation.runFor(100);
  expect(endless.end).toBeUndefined();
  client.abort();
  await node.simulation.complete(() => endless.done);
  expect(endless.end).toEqual({ exitCode: 137 });
});

test('what is typed is read, by cat and by a shell', async () => {
  const node = await openWeb();
  expect((await ran(node, ['cat'], 'a\nb', 'c')).out()).toBe('a\nbc');
  const shell = await ran(node, ['sh'], 'echo one\necho', ' two\nexit 3\necho never\n');
  expect([shell.out(), shell.end]).toEqual(['one\ntwo\n', { exitCode: 3 }]);
});

test('at a terminal what is typed is shown and corrected, Ctrl-C ends a command, and Ctrl-D the shell', async () => {
  const node = await openWeb();
  const shell = run(node, ['sh'], typed('ecx\x7fho hi\r', 'sleep 100\r', '\x03', 'cd /etc\r', '\x04'), {
    tty: true,
  });
  await node.simulation.complete(() => shell.done);
  expect(shell.out().replaceAll('\b \b', '<')).toContain('ecx<ho hi\r\n');
  expect(shell.out()).toContain('hi\r\n');
  expect(shell.out()).toContain('^C\r\n');
  expect(shell.out()).toMatch(/\/etc # $/);
  expect(shell.end).toEqual({ exitCode: 0 });
});

test('a process ends with its container, with 137, with its client, and with its node', async () => {
  const node = await openWeb();
  const controller = new AbortController();
  const deleted = run(node, ['sleep', '1000']);
  const left = run(node, ['cat'], forever(), { gone: controller.signal });
  await node.simulation.runFor(1000);
  controller.abort();
  await node.simulation.complete(() => left.done);
  expect(deleted.end).toBeUndefined();
  const key = { namespace: 'default', name: 'web' };
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await node.simulation.runFor(1000);
  expect(deleted.end).toEqual({ exitCode: 137 });
  expect(() => run(node, ['ls'])).toThrow('pod does not exist');
  await node.run(webPod('web'));
  await node.simulation.runFor(1000);
  const killed = run(node, ['sleep', '1000']);
  node.kill();
  await node.simulation.complete(() => killed.done);
});

test('what is to run in a container that has ended since it was asked for ends at once', async () => {
  const node = await openWeb();
  const wanted = { stdin: false, stdout: true, stderr: true, tty: false };
  const start = node.connections().exec(web, ['sleep', '1000'], wanted);
  const key = { namespace: 'default', name: 'web' };
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await node.simulation.runFor(1000);
  const write = async () => {};
  const streams = { stdin: typed(), stdout: write, stderr: write, gone: new AbortController().signal };
  const before = node.simulation.environment.clock.now();
  expect(await node.simulation.complete(() => start(streams))).toEqual({ exitCode: 137 });
  expect(node.simulation.environment.clock.now() - before).toBeLessThan(1000);
});

test('commands take virtual time', async () => {
  const node = await openWeb();
  const sleeping = run(node, ['sleep', '2']);
  await node.simulation.runFor(1900);
  expect(sleeping.end).toBeUndefined();
  await node.simulation.runFor(200);
  expect(sleeping.end).toEqual({ exitCode: 0 });
});

test('mounted ConfigMaps, Secrets and fields of the pod are files and variables', async () => {
  const node = await openNode({ preset: 'instant' });
  const metadata = { namespace: 'default', name: 'conf' };
  await node.simulation.complete(async () => {
    await node.client.create(coreV1.configMaps, { metadata, data: { 'app.ini': 'port=1', mode: 'fast' } });
    const data = { password: Buffer.from('s3cret').toString('base64') };
    await node.client.create(coreV1.secrets, { metadata, data });
  });
  await node.run(
    webPod('web', {
      volumes: [
        { name: 'conf', configMap: { name: 'conf', items: [{ key: 'app.ini', path: 'x/app.ini' }] } },
        { name: 'keys', secret: { secretName: 'conf' } },
        { name: 'me', downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
        { name: 'scratch', emptyDir: {} },
      ],
      containers: [
        {
          name: 'web',
          image: 'nginx',
          workingDir: '/srv',
          resources: { limits: { memory: '64Mi' } },
          envFrom: [{ prefix: 'C_', configMapRef: { name: 'conf' } }],
          env: [
            { name: 'A', value: 'a' },
            { name: 'B', value: '$(A)-$(C)-$$' },
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'conf', key: 'password' } } },
            { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            {
              name: 'MEMORY',
              valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
            },
          ],
          volumeMounts: [
            { name: 'conf', mountPath: '/etc/app' },
            { name: 'keys', mountPath: '/keys' },
            { name: 'me', mountPath: '/me' },
            { name: 'scratch', mountPath: '/scratch' },
          ],
        },
      ],
    }),
  );
  await node.simulation.runFor(1000);
  const sh = async (script: string) => {
    const result = await ran(node, ['sh', '-c', script]);
    return result.out() + result.err();
  };
  expect(await sh('cat /etc/app/x/app.ini /keys/password /me/name')).toBe('port=1s3cretweb');
  expect(await sh('echo $B $PASSWORD $NODE $MEMORY $C_mode; pwd')).toBe(
    'a-$(C)-$ s3cret node-1 64 fast\n/srv\n',
  );
  expect(await sh('echo x > /keys/y')).toBe('sh: Read-only file system\n');
  expect(await sh('echo kept > /scratch/f; echo $KUBERNETES_SERVICE_HOST')).toBe('10.96.0.1\n');
  expect(await sh('cat /scratch/f')).toBe('kept\n');
  await node.simulation.complete(() =>
    node.client.update(coreV1.configMaps, { metadata, data: { 'app.ini': 'port=2' } }),
  );
  expect(await sh('cat /etc/app/x/app.ini')).toBe('port=2');
});

test('what a container has written is gone when it starts anew, and its emptyDir is not', async () => {
  const spec = {
    volumes: [{ name: 'v', emptyDir: {} }],
    containers: [{ name: 'web', image: 'nginx', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
  };
  const node = await openWeb(spec, { behaviours: [{ run: { exit: { code: 1, afterMs: 5000 } } }] });
  await ran(node, ['sh', '-c', 'echo a > /a; echo b > /v/b']);
  await node.simulation.runFor(5000);
  expect((await ran(node, ['sh', '-c', 'ls /a; ls /v'])).out()).toBe('b\n');
});

test('an archive that is written is read again, and so are those of others', async () => {
  const node = await openWeb();
  const bytes = Buffer.alloc(100_000, 'abc');
  const long = `d/${'n'.repeat(120)}`;
  await ran(node, ['sh', '-c', `mkdir -p /tmp/d/e; cat > /tmp/${long}`], bytes);
  const pieces: Uint8Array[] = [];
  const streams = { stdin: typed(), stderr: async () => {}, gone: new AbortController().signal };
  const start = node.connections().exec(web, ['tar', 'czf', '-', '-C', '/tmp', 'd'], {
    stdin: false,
    stdout: true,
    stderr: true,
    tty: false,
  });
  await node.simulation.complete(() =>
    start({ ...streams, stdout: async (piece) => void pieces.push(piece) }),
  );
  const unpacked = await ran(node, ['tar', 'xzmf', '-', '-C', '/root'], Buffer.concat(pieces));
  expect(unpacked.end).toEqual({ exitCode: 0 });
  expect((await ran(node, ['sh', '-c', `wc -c < /root/${long}; ls /root/d`])).out()).toBe(
    `100000\ne\n${'n'.repeat(120)}\n`,
  );
  expect((await ran(node, ['tar', 'xf', '-'], 'x'.repeat(600))).end).toEqual({ exitCode: 2 });
  expect((await ran(node, ['tar', 'cf', '-', '/nope'])).err()).toContain('No such file or directory');
});

test.each([
  ['-0000000001', 'a'],
  ['zzz\0\0\0\0\0\0\0\0', 'a'],
  ['00000000001', 'a/'.repeat(5000)],
])('an archive with a file of the size %j, or with too long a path, is refused', async (size, name) => {
  const node = await openWeb();
  const heads = Buffer.from(headOf({ name, type: 'file', size: 1, mode: 0o644, changedMs: 0 }));
  const head = heads.subarray(-512);
  head.write(size, 124, 'latin1');
  head.write('        ', 148, 'latin1');
  const sum = head.reduce((all, byte) => all + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const { end, err } = await ran(node, ['tar', 'xf', '-'], heads, Buffer.alloc(2048));
  expect(end).not.toEqual({ exitCode: 0 });
  expect(err()).toMatch(/This does not look like a tar archive|File name too long/);
});

test('what containers write is limited', async () => {
  const node = await openWeb();
  const block = Buffer.alloc(10 * 1024 * 1024);
  await ran(node, ['sh', '-c', 'cat > /a'], block);
  const copies = 'cp /a /b; cp /a /c; cp /a /d; cp /a /e; cp /a /f; cp /a /g';
  expect((await ran(node, ['sh', '-c', copies])).err()).toContain('No space left on device');
  expect((await ran(node, ['sh', '-c', 'rm /b; cp /a /h; echo $?'])).out()).toBe('0\n');
});

test('declared commands come before the shell, and TypeScript before both', async () => {
  const behaviours = [
    { exec: [{ command: 'psql *', stdout: 'rows of {pod}\n', stderr: 'slow\n', exitCode: 2, delayMs: 500 }] },
  ];
  const programs: KubeletOptions['programs'] = {
    exec({ command, streams }) {
      if (command[0] === 'boom') return Promise.reject(new Error('not today'));
      if (command[0] !== 'mine') return undefined;
      return streams.stdout(Buffer.from('from TypeScript')).then(() => 5);
    },
  };
  const node = await openWeb({}, { behaviours, programs });
  const declared = await ran(node, ['psql', '-c', 'select']);
  expect([declared.out(), declared.err(), declared.end]).toEqual([
    'rows of web\n',
    'slow\n',
    { exitCode: 2 },
  ]);
  const mine = await ran(node, ['mine']);
  expect([mine.out(), mine.end]).toEqual(['from TypeScript', { exitCode: 5 }]);
  expect((await ran(node, ['boom'])).end).toEqual({
    problem: 'error executing command in container: not today',
  });
  expect((await ran(node, ['true'])).end).toEqual({ exitCode: 0 });
});

/** Joins the process of the container. */
function attach(node: TestNode, stdin = typed()): Ran {
  const pieces: Uint8Array[] = [];
  const wanted = { stdin: true, stdout: true, stderr: true, tty: false };
  const write = async (bytes: Uint8Array) => void pieces.push(bytes);
  const streams: ProcessStreams = { stdin, stdout: write, stderr: write, gone: new AbortController().signal };
  const ran: { -readonly [Name in keyof Ran]: Ran[Name] } = {
    out: () => Buffer.concat(pieces).toString(),
    err: () => '',
    done: node
      .connections()
      .attach(
        web,
        wanted,
      )(streams)
      .then((end) => {
        ran.end = end;
      }),
  };
  return ran;
}

const terminated = async (node: TestNode) =>
  (await node.pod('web')).status?.containerStatuses?.[0]?.state?.terminated;

test.each([
  [['sh'], 'echo hi; exit 4\n', 'hi\n', 4],
  [['cat'], 'what is typed', 'what is typed', 0],
  [['sh', '-c', 'echo from args; exit 2'], '', 'from args\n', 2],
  [[], 'pwd\n', '/\n', 0],
])(
  'a container that reads waits for who types, and ends with what %j ends with',
  async (args, input, out, exitCode) => {
    const containers = [{ name: 'web', image: 'busybox', stdin: true, stdinOnce: true, args }];
    const node = await openWeb({ restartPolicy: 'Never', containers });
    await node.simulation.runFor(60_000);
    expect(await terminated(node)).toBeUndefined();
    const attached = attach(node, typed(input));
    await node.simulation.complete(() => attached.done);
    await node.simulation.runFor(1000);
    expect([attached.out(), attached.end]).toEqual([out, { exitCode: 0 }]);
    expect((await terminated(node))?.exitCode).toBe(exitCode);
  },
);

test('who joins a process that does not read sees what it writes from then on, until it ends', async () => {
  const logs = [
    { text: 'tick {n}', everyMs: 1000 },
    { text: 'bye', atExit: true },
  ];
  const node = await openWeb(
    { restartPolicy: 'Never' },
    { behaviours: [{ logs, run: { exit: { code: 1, afterMs: 5000 } } }] },
  );
  const attached = attach(node);
  await node.simulation.runFor(10_000);
  expect(attached.out()).toMatch(/^tick [23]\n.*bye\n$/s);
  expect(attached.end).toEqual({ exitCode: 0 });
});
