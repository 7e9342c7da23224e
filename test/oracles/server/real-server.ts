import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from './programs.ts';
import { type Answer, readAnswer, type Server, userAgent } from './server.ts';

const token = 'judge';
const readyMsMax = 120_000;
const lookEveryMs = 200;

/** Starts etcd and Kubernetes' own API server, with nothing else; whoever asks is the administrator. */
export async function startRealServer({ etcd, apiServer }: Programs): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-kubernetes-'));
  const at = (name: string) => join(directory, name);
  const [clients, peers, port] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(at('tokens.csv'), `${token},kubernetes-admin,,system:masters\n`);
  execFileSync('openssl', ['genrsa', '-out', at('sa.key'), '2048'], { stdio: 'ignore' });
  const local = (number: number) => `http://127.0.0.1:${number}`;
  const processes = [
    run(etcd, {
      'data-dir': at('etcd'),
      'listen-client-urls': local(clients),
      'advertise-client-urls': local(clients),
      'listen-peer-urls': local(peers),
      'initial-advertise-peer-urls': local(peers),
      'initial-cluster': `default=${local(peers)}`,
      'log-level': 'error',
    }),
    run(apiServer, {
      'etcd-servers': local(clients),
      'bind-address': '127.0.0.1',
      'secure-port': String(port),
      'cert-dir': at('certificates'),
      'token-auth-file': at('tokens.csv'),
      'authorization-mode': 'RBAC',
      'service-cluster-ip-range': '10.96.0.0/12',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': at('sa.key'),
      'service-account-signing-key-file': at('sa.key'),
      'allow-privileged': 'true',
    }),
  ];
  const agent = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });
  const server: Server = {
    ask: (method, path, body, contentType) => ask({ agent, port }, method, path, body, contentType),
    async stop() {
      agent.destroy();
      await Promise.all(processes.map(end));
      rmSync(directory, { recursive: true });
    },
  };
  try {
    await ready(server, processes);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

function run(program: string, flags: Readonly<Record<string, string>>): ChildProcess {
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  return spawn(program, args, { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Serves, and pods may be made in the namespace `default`. */
async function ready(server: Server, processes: readonly ChildProcess[]): Promise<void> {
  const deadline = Date.now() + readyMsMax;
  while (!(await isReady(server))) {
    const gone = processes.find(({ exitCode }) => exitCode !== null);
    if (gone !== undefined) throw new Error(`${gone.spawnfile} ended with ${gone.exitCode}`);
    if (Date.now() > deadline) throw new Error('the real API server does not get ready');
    await sleep(lookEveryMs);
  }
  await server.ask('POST', '/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
}

async function isReady(server: Server): Promise<boolean> {
  try {
    if ((await server.ask('GET', '/readyz')).code !== 200) return false;
    return (await server.ask('GET', '/api/v1/namespaces/default')).code === 200;
  } catch {
    return false;
  }
}

function ask(
  { agent, port }: { readonly agent: Agent; readonly port: number },
  method: string,
  path: string,
  body: unknown,
  contentType = 'application/json',
): Promise<Answer> {
  const headers = {
    accept: 'application/json',
    'user-agent': userAgent,
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': contentType }),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve(readAnswer(response.statusCode ?? 0, text)));
    });
    asked.once('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
