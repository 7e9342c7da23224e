import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeCidrOptions } from '../../../cluster/index.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../../controllers/index.ts';
import type { WorldControl } from '../../../environment/index.ts';
import { type RealEnvironment, realEnvironment } from '../../../environment/real/index.ts';
import { type StartedCluster, startCluster } from '../../../index.ts';
import { clusterOptions, openVirtualWorld, type Scenario } from '../../../scenarios/index.ts';
import { type Observation, observe } from './observation.ts';
import { judgedNames, type Script } from './scripts.ts';

/** What our controller makes of a script, in virtual time. */
export async function playOurs(script: Script, seed = 1): Promise<Observation> {
  const world = await openVirtualWorld(seed, optionsOf(script.scenario));
  try {
    return await observe(script, world);
  } finally {
    await world.close();
  }
}

/** The volumes of tokens, which the API server gives to pods, are left out: they are the same both times. */
function optionsOf(scenario: Scenario) {
  return { ...clusterOptions(scenario), serviceAccounts: false };
}

/** For so long nothing may be written before the world counts as settled: others' controllers wait longer than ours tell. */
const quietMs = 2_500;

/** What Kubernetes' controller makes of it, over an API server of ours, in real time. `program`: kube-controller-manager. */
export async function playTheirs(script: Script, program: string): Promise<Observation> {
  const { scenario, controller } = script;
  const options = optionsOf(scenario);
  const certificateAuthority = newAuthority();
  const started = await startCluster({
    ...options,
    certificateAuthority,
    controllers: [...judgedNames(controller).map((name) => `-${name}`), ...(options.controllers ?? ['*'])],
  });
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-controllers-'));
  writeFileSync(join(directory, 'ca.crt'), certificateAuthority.certificate);
  writeFileSync(join(directory, 'ca.key'), certificateAuthority.privateKey);
  const theirs = runControllers(program, script, started, directory);
  try {
    return await observe(script, { cluster: started.cluster, control: patient(started.environment) });
  } finally {
    await end(theirs);
    await started.stop();
    rmSync(directory, { recursive: true });
  }
}

function newAuthority(): CertificateAuthority {
  const environment = realEnvironment({ onFailure: () => {} });
  const authority = createCertificateAuthority(environment);
  environment.close();
  return authority;
}

/** The control of a world in which what no trace shows, other programs' work, is waited for too. */
function patient({ control, activity }: RealEnvironment): WorldControl {
  return {
    environment: control.environment,
    runFor: (durationMs) => control.runFor(durationMs),
    runUntil: (predicate, options) => control.runUntil(predicate, options),
    settle: () => activity.idle({ quietMs }),
    complete: (task, options) => control.complete(task, options),
    close: () => control.close(),
  };
}

function runControllers(
  program: string,
  { controller, scenario }: Script,
  { kubeconfig }: StartedCluster,
  directory: string,
): ChildProcess {
  const file = join(directory, 'kubeconfig');
  writeFileSync(file, kubeconfig);
  if (controller === 'service') return spawn(builtServiceController(directory), [file], { stdio: 'ignore' });
  const flags = [
    `--kubeconfig=${file}`,
    `--controllers=${controller}`,
    '--leader-elect=false',
    '--use-service-account-credentials=false',
    '--secure-port=0',
    `--cluster-signing-cert-file=${join(directory, 'ca.crt')}`,
    `--cluster-signing-key-file=${join(directory, 'ca.key')}`,
    ...nodeCidrFlags(scenario.cluster.allocateNodeCidrs),
  ];
  return spawn(program, flags, { stdio: 'ignore' });
}

/** The one that kube-controller-manager leaves to clouds. */
function builtServiceController(directory: string): string {
  const program = join(directory, 'service-controller');
  const cwd = join(import.meta.dirname, 'service-controller');
  execFileSync('go', ['build', '-o', program, '.'], { cwd, stdio: 'inherit' });
  return program;
}

/** `nodeCidrMaskSizeIpv4: 24` is said by `--node-cidr-mask-size-ipv4=24`. */
function nodeCidrFlags(options: NodeCidrOptions | undefined): readonly string[] {
  if (options === undefined) return [];
  const flags = Object.entries(options).map(
    ([name, value]) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`,
  );
  return ['--allocate-node-cidrs', '--service-cluster-ip-range=10.96.0.0/12', ...flags];
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
