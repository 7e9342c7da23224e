import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubectlBinaries } from './binaries.ts';
import { type Kubectl, openKubectl } from './open-kubectl.ts';

const behaviours = [
  {
    match: { name: 'ends' },
    logs: [{ text: 'bye', atExit: true }],
    run: { exit: { code: 1, afterMs: 500 } },
  },
  {
    match: { labels: { app: 'web' } },
    logs: [{ text: 'listening' }, { text: 'GET /{n}', everyMs: 300, afterMs: 300 }],
    exec: [{ command: 'psql *', stdout: '1 row\n' }],
    http: [{ path: '/healthz', body: 'ok from {pod}' }],
  },
];

// The oldest speaks SPDY, the newest WebSocket.
describe.each(kubectlBinaries())('kubectl $version', ({ path }) => {
  let session: Kubectl;
  let directory: string;
  const kubectl = (...args: string[]) => session.kubectl(...args);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'homeostat-kubectl-streams-'));
    session = await openKubectl(path, { nodes: 2, behaviours });
    await kubectl('create', 'configmap', 'conf', '--from-literal=mode=fast');
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'nginx', image: 'nginx', volumeMounts: [{ name: 'conf', mountPath: '/conf' }] },
          { name: 'side', image: 'busybox' },
        ],
        volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
      },
    };
    const spec = { selector: { matchLabels: { app: 'web' } }, template };
    const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 80 }] },
    };
    await kubectl('apply', '-f', session.file(web, service));
    await kubectl('rollout', 'status', 'deploy/web', '--timeout=60s');
  });
  afterAll(async () => {
    await session.close();
    rmSync(directory, { recursive: true });
  });

  /** What goes on, until it has said something; then it is ended. */
  async function followed(said: RegExp, ...args: string[]): Promise<string> {
    const { child, text } = session.follow(...args);
    while (!said.test(text())) await sleep(50);
    child.kill();
    return text();
  }

  test('logs are shown, followed, cut, and of all containers', async () => {
    expect(await kubectl('logs', 'deploy/web', '-c', 'nginx', '--tail=1')).toMatch(/GET \/\d+\n/);
    expect(await followed(/GET \/3\n/, 'logs', 'deploy/web', '-c', 'nginx', '-f')).toMatch(
      /^listening\nGET \/1\nGET \/2\n/,
    );
    // Of pods chosen by labels kubectl shows the last ten lines, unless it is told otherwise.
    const all = await kubectl(
      ...['logs', '-l', 'app=web', '--tail=-1', '--all-containers', '--prefix', '--timestamps'],
    );
    expect(all).toMatch(/\[pod\/web-\S+\/nginx\] \d{4}-\d\d-\d\dT\S+Z listening\n/);
    expect(all).toContain('/side] ');
    expect(await session.refused('logs', 'deploy/web', '-c', 'none')).toContain(
      'container none is not valid for pod',
    );
    expect(await session.refused('logs', 'deploy/web', '-c', 'nginx', '-p')).toContain(
      'previous terminated container',
    );
  });

  test('the log of what has ended is there, and of the run before', async () => {
    await kubectl('run', 'ends', '--image=x');
    await kubectl(
      'wait',
      '--for=jsonpath={.status.containerStatuses[0].restartCount}=1',
      'pod/ends',
      '--timeout=60s',
    );
    expect(await kubectl('logs', 'ends', '--previous')).toBe('bye\n');
  });

  test('commands are run, with their exit codes, and what they read', async () => {
    expect(await kubectl('exec', 'deploy/web', '-c', 'nginx', '--', 'cat', '/conf/mode')).toBe('fast');
    expect(await kubectl('exec', 'deploy/web', '-c', 'nginx', '--', 'psql', '-l')).toBe('1 row\n');
    const failed = await session.refused(
      'exec',
      'deploy/web',
      '-c',
      'side',
      '--',
      'sh',
      '-c',
      'echo no >&2; exit 7',
    );
    expect(failed).toMatch(/no\n.*command terminated with exit code 7/s);
    expect(await session.refused('exec', 'deploy/web', '-c', 'side', '--', 'nope')).toContain(
      'exit code 127',
    );
    const { child, text } = session.follow('exec', '-i', 'deploy/web', '-c', 'side', '--', 'cat');
    child.stdin?.end('typed');
    while (child.exitCode === null) await sleep(20);
    expect([text(), child.exitCode]).toEqual(['typed', 0]);
  });

  test('files are copied there and back', async () => {
    const pod = (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).trim().slice('pod/'.length);
    const from = join(directory, 'from');
    mkdirSync(join(from, 'sub'), { recursive: true });
    writeFileSync(join(from, 'a.bin'), Buffer.alloc(500_000, 'abcdefg'));
    writeFileSync(join(from, 'sub', 'b.txt'), 'b');
    await kubectl('cp', from, `${pod}:/tmp/there`, '-c', 'side');
    await kubectl('cp', `${pod}:/tmp/there`, join(directory, 'back'), '-c', 'side');
    for (const file of ['a.bin', 'sub/b.txt'])
      expect(readFileSync(join(directory, 'back', file)).equals(readFileSync(join(from, file)))).toBe(true);
  });

  test('ports are forwarded to a pod of a service, one connection after another', async () => {
    const { child, text } = session.follow('port-forward', 'svc/web', ':8080');
    const port = async () => {
      for (;;) {
        const found = /127\.0\.0\.1:(\d+)/.exec(text())?.[1];
        if (found !== undefined) return found;
        await sleep(50);
      }
    };
    const url = `http://127.0.0.1:${await port()}`;
    for (let at = 0; at < 5; at++) {
      const answer = await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
      expect(await answer.text()).toMatch(/^ok from web-/);
    }
    expect((await fetch(`${url}/other`)).status).toBe(404);
    child.kill();
    expect(
      await kubectl('get', '--raw', '/api/v1/namespaces/default/services/web:8080/proxy/healthz'),
    ).toMatch(/^ok from web-/);
  });

  test('whoever attaches sees what is written', async () => {
    expect(await followed(/GET \/\d+\nGET \/\d+\n/, 'attach', 'deploy/web', '-c', 'nginx')).not.toContain(
      'listening',
    );
  });

  test('at a terminal there is a shell: exec -it, run -it, debug -it', async () => {
    const terminal = async (command: string, typed: string) => {
      const line = `(sleep 4; printf '${typed}'; sleep 2) | script -qec '${path} ${command}' /dev/null`;
      const env = { ...process.env, KUBECONFIG: session.kubeconfig };
      const { stdout } = await promisify(execFile)('sh', ['-c', line], { env, timeout: 60_000 });
      return stdout;
    };
    if (!hasScript()) return;
    expect(await terminal('exec -it deploy/web -c side -- sh', 'cd /etc\\rexit\\r')).toContain('/etc # ');
    const ran = await terminal(
      'run -it --rm tmp --image=busybox --restart=Never -- sh',
      'echo $HOSTNAME\\rexit\\r',
    );
    expect(ran).toMatch(/tmp\r\n.*pod "tmp" deleted/s);
    await kubectl('run', 'plain', '--image=x');
    await kubectl('wait', '--for=condition=Ready', 'pod/plain', '--timeout=60s');
    const debugged = await terminal('debug -it plain --image=busybox', 'hostname\\rexit\\r');
    expect(debugged).toMatch(/\nplain\r?\n/);
    expect(debugged).not.toContain('falling back');
  });
});

function hasScript(): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v script']);
    return true;
  } catch {
    return false;
  }
}
