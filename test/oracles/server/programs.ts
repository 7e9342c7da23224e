import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The programs of a real API server. */
export interface Programs {
  readonly etcd: string;
  readonly apiServer: string;
}

const version = 'v1.36.0';

/** Built programs are kept here; `HOMEOSTAT_KUBERNETES` names another directory. */
const directory =
  process.env.HOMEOSTAT_KUBERNETES ?? join(homedir(), '.cache', 'homeostat', `kubernetes-${version}`);

/** What this machine has, or what it lacks, in words. */
export function findPrograms(): Programs | string {
  const etcd = onPath('etcd');
  if (etcd === undefined) return "no etcd on this machine (Debian's package etcd-server)";
  const apiServer = join(directory, 'kube-apiserver');
  if (!isProgram(apiServer)) return lacking(apiServer);
  return { etcd, apiServer };
}

/** Kubernetes' controllers, or what this machine lacks, in words. */
export function findControllerManager(): { readonly controllerManager: string } | string {
  const controllerManager = join(directory, 'kube-controller-manager');
  return isProgram(controllerManager) ? { controllerManager } : lacking(controllerManager);
}

/** Kubernetes' scheduler, or what this machine lacks, in words. */
export function findScheduler(): { readonly scheduler: string } | string {
  const scheduler = join(directory, 'kube-scheduler');
  return isProgram(scheduler) ? { scheduler } : lacking(scheduler);
}

/** Builds Kubernetes' programs of the module in this directory. Needs Go, and takes minutes. */
export async function buildPrograms(): Promise<void> {
  mkdirSync(directory, { recursive: true });
  for (const name of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) await build(name);
}

function lacking(program: string): string {
  return `no ${program} (npm run kubernetes:build makes it, in 5 to 20 minutes)`;
}

async function build(name: string): Promise<void> {
  const target = join(directory, name);
  const about = 'k8s.io/component-base/version';
  const flags = `-s -w -X ${about}.gitVersion=${version} -X ${about}.gitMajor=1 -X ${about}.gitMinor=36`;
  const args = ['build', '-trimpath', '-buildvcs=false', `-ldflags=${flags}`, '-o', target];
  const child = spawn('go', [...args, `k8s.io/kubernetes/cmd/${name}`], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Error(`go build ended with ${code}`);
  process.stdout.write(`built ${target}\n`);
}

function onPath(name: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, name));
  return paths.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
