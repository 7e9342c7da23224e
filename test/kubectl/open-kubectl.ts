import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type StartClusterOptions, startCluster } from '../../index.ts';

/** A cluster, and a kubectl that talks to it. */
export interface Kubectl {
  /** What kubectl prints, errors and warnings last. Where it fails, an Error with its arguments and all of that. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** What it says when it fails; an Error where it does not. */
  refused(...args: readonly string[]): Promise<string>;
  /** What goes on until it is killed, and what it has printed. */
  follow(...args: readonly string[]): { readonly child: ChildProcess; readonly text: () => string };
  /** The path of a file with the objects. */
  file(...objects: readonly object[]): string;
  /** The path of its kubeconfig. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** Starts a cluster for one kubectl, given by its path; its folder is that of nobody else. */
export async function openKubectl(path: string, options: StartClusterOptions): Promise<Kubectl> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-kubectl-'));
  const cluster = await startCluster(options);
  writeFileSync(join(directory, 'kubeconfig'), cluster.kubeconfig);
  const env = { ...process.env, KUBECONFIG: join(directory, 'kubeconfig'), HOME: directory };
  const run = (args: readonly string[]) => promisify(execFile)(path, args, { env });
  return {
    kubeconfig: env.KUBECONFIG,
    kubectl: async (...args) => {
      const { stdout, stderr } = await run(args).catch(({ stdout, stderr }: Record<string, string>) => {
        throw new Error(`kubectl ${args.join(' ')}\n${stdout}${stderr}`);
      });
      return stdout + stderr;
    },
    refused: (...args) =>
      run(args).then(
        ({ stdout }) => Promise.reject(new Error(`kubectl ${args.join(' ')} was not refused:\n${stdout}`)),
        ({ stderr }: { readonly stderr: string }) => stderr,
      ),
    follow: (...args) => {
      const child = spawn(path, args, { env });
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += String(chunk);
      });
      return { child, text: () => text };
    },
    file: (...objects) => {
      const at = join(directory, 'objects.json');
      writeFileSync(at, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
      return at;
    },
    close: async () => {
      await cluster.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
