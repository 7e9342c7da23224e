import { isObject, messageOf, parseTime } from '../../apimachinery/index.ts';
import type { CredentialSource, Credentials } from '../credentials.ts';
import type { ExecConfig } from './exec-config.ts';
import type { Host, ProgramEnd } from './host.ts';

/** What a program is told of the cluster, where the kubeconfig wants that. */
export type ExecCluster = Readonly<Record<string, unknown>>;

/** After so many failed searches for the program within an hour nobody is told again how to install it. */
const hintsMax = 10;
const hintsMs = 3_600_000;

/**
 * Credentials that a program fetches. It runs once for all requests at a time, and again when what it gave has expired or was
 * refused. Mirrors client-go plugin/pkg/client/auth/exec (Authenticator).
 */
export function execCredentials(config: ExecConfig, cluster: ExecCluster, host: Host): CredentialSource {
  return new ExecCredentials(config, cluster, host);
}

interface Kept {
  readonly credentials: Credentials;
  /** Undefined: they hold until they are refused. */
  readonly expiresMs: number | undefined;
}

class ExecCredentials implements CredentialSource {
  readonly #config: ExecConfig;
  readonly #cluster: ExecCluster;
  readonly #host: Host;
  #kept: Kept | undefined;
  #running: Promise<Kept> | undefined;
  #hints = { sinceMs: 0, count: 0 };

  constructor(config: ExecConfig, cluster: ExecCluster, host: Host) {
    this.#config = config;
    this.#cluster = cluster;
    this.#host = host;
  }

  async get(): Promise<Credentials> {
    const kept = this.#kept;
    if (kept !== undefined && (kept.expiresMs === undefined || this.#host.now() <= kept.expiresMs))
      return kept.credentials;
    return (await this.#renew()).credentials;
  }

  async refused(used: Credentials): Promise<void> {
    if (used !== this.#kept?.credentials) return;
    // What cannot be renewed is told by whoever asks next.
    await this.#renew().catch(() => {
      this.#kept = undefined;
    });
  }

  #renew(): Promise<Kept> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<Kept> {
    const { apiVersion, command, args, variables, provideClusterInfo } = this.#config;
    const interactive = this.#isInteractive();
    const spec = { ...(provideClusterInfo && { cluster: this.#cluster }), interactive };
    const info = JSON.stringify({ kind: 'ExecCredential', apiVersion, spec });
    const { variables: ours } = this.#host;
    const program = {
      command,
      args,
      interactive,
      variables: { ...ours, ...variables, KUBERNETES_EXEC_INFO: info },
    };
    const end = await this.#host.run(program).catch((error: unknown) => {
      throw this.#notRun(error);
    });
    const given = credentialsOf(end, this.#config);
    this.#kept = given;
    return given;
  }

  #isInteractive(): boolean {
    const { interactiveMode } = this.#config;
    const { isTerminal } = this.#host;
    if (interactiveMode === 'Always' && !isTerminal)
      throw new Error('exec plugin cannot support interactive mode: standard input is not a terminal');
    return interactiveMode !== 'Never' && isTerminal;
  }

  #notRun(error: unknown): Error {
    const { command, installHint } = this.#config;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return new Error(`exec: ${messageOf(error)}`);
    const nowMs = this.#host.now();
    if (nowMs - this.#hints.sinceMs >= hintsMs) this.#hints = { sinceMs: nowMs, count: 0 };
    const isTold = ++this.#hints.count <= hintsMax;
    return new Error(`exec: executable ${command} not found${isTold ? howToInstall(installHint) : ''}`);
  }
}

function howToInstall(hint: string): string {
  const why =
    'The kubeconfig says that this program fetches credentials for the cluster; it is not on this machine.';
  const where =
    'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins';
  return `\n\n${why}\nSee ${where}${hint === '' ? '' : `\n\n${hint}`}`;
}

/** What the program wrote. Throws an Error that says what is wrong with it. */
function credentialsOf({ exitCode, output }: ProgramEnd, { command, apiVersion }: ExecConfig): Kept {
  if (exitCode !== 0) throw new Error(`exec: executable ${command} failed with exit code ${exitCode ?? -1}`);
  const given = parsed(output);
  if (given.apiVersion !== apiVersion || given.kind !== 'ExecCredential')
    throw new Error(
      `exec plugin is configured to use API version ${apiVersion}, plugin returned version ${String(given.apiVersion)}`,
    );
  if (!isObject(given.status)) throw new Error("exec plugin didn't return a status field");
  const {
    token = '',
    clientCertificateData: cert = '',
    clientKeyData: key = '',
    expirationTimestamp,
  } = given.status;
  if (typeof token !== 'string' || typeof cert !== 'string' || typeof key !== 'string')
    throw new Error('decoding stdout: token, clientCertificateData and clientKeyData must be strings');
  if (token === '' && cert === '' && key === '')
    throw new Error("exec plugin didn't return a token or cert/key pair");
  if ((cert === '') !== (key === ''))
    throw new Error('exec plugin returned only certificate or key, not both');
  return {
    credentials: { ...(token !== '' && { token }), ...(cert !== '' && { cert, key }) },
    expiresMs: expiryOf(expirationTimestamp),
  };
}

function parsed(output: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(output);
    if (isObject(value)) return value;
  } catch (error) {
    throw new Error(`decoding stdout: ${messageOf(error)}`);
  }
  throw new Error('decoding stdout: it is no JSON object');
}

function expiryOf(given: unknown): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string') throw new Error('decoding stdout: expirationTimestamp must be a string');
  try {
    return parseTime(given);
  } catch (error) {
    throw new Error(`decoding stdout: ${messageOf(error)}`);
  }
}
