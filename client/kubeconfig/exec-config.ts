import { isObject } from '../../apimachinery/index.ts';
import { text, texts } from './entry-fields.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { Entry } from './read-kubeconfig.ts';

const group = 'client.authentication.k8s.io';
const versions: readonly unknown[] = [`${group}/v1`, `${group}/v1beta1`];
const modes = ['Never', 'IfAvailable', 'Always'] as const;

/** A program that fetches credentials, as a user of a kubeconfig names it. */
export interface ExecConfig {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: (typeof modes)[number];
}

/** Undefined: the user has none. Throws KubeconfigError. Mirrors client-go tools/clientcmd (validateAuthInfo). */
export function execConfigOf(user: Entry): ExecConfig | undefined {
  const given = user.fields.exec;
  if (given === undefined || given === null) return undefined;
  if (!isObject(given)) throw new KubeconfigError(`${user.where}: exec must be an object`);
  const exec: Entry = { ...user, where: `${user.where}: exec`, fields: given };
  const apiVersion = needed(exec, 'apiVersion');
  if (!versions.includes(apiVersion))
    throw new KubeconfigError(
      `${exec.where}: invalid apiVersion "${apiVersion}"; known: ${versions.join(', ')}`,
    );
  return {
    apiVersion,
    command: commandOf(exec),
    args: texts(exec, 'args'),
    variables: variablesOf(exec),
    installHint: withoutEscapes(text(exec, 'installHint') ?? ''),
    provideClusterInfo: given.provideClusterInfo === true,
    interactiveMode: modeOf(exec, apiVersion),
  };
}

/** With a directory in it, it is a path from the kubeconfig; else it is looked for as a shell does. */
function commandOf(exec: Entry): string {
  const command = needed(exec, 'command');
  return command.includes('/') ? exec.resolve(command) : command;
}

function needed(exec: Entry, name: string): string {
  const value = text(exec, name);
  if (value === undefined)
    throw new KubeconfigError(`${exec.where}: ${name} must be specified to use exec authentication plugin`);
  return value;
}

function modeOf(exec: Entry, apiVersion: string): ExecConfig['interactiveMode'] {
  if (apiVersion === `${group}/v1beta1` && text(exec, 'interactiveMode') === undefined) return 'IfAvailable';
  const mode = needed(exec, 'interactiveMode');
  const found = modes.find((one) => one === mode);
  if (found === undefined)
    throw new KubeconfigError(`${exec.where}: invalid interactiveMode "${mode}"; known: ${modes.join(', ')}`);
  return found;
}

function variablesOf(exec: Entry): Readonly<Record<string, string>> {
  const { env = [] } = exec.fields;
  const list: readonly unknown[] = Array.isArray(env) ? env : [env];
  return Object.fromEntries(
    list
      .filter((one) => one !== null)
      .map((one, at) => {
        const { name, value = '' } = isObject(one) ? one : {};
        if (typeof name !== 'string' || name === '' || typeof value !== 'string')
          throw new KubeconfigError(
            `${exec.where}: env[${at}] must have a name and a value, which are strings`,
          );
        return [name, value];
      }),
  );
}

/** What a file says goes to a terminal: nothing of it may steer that. */
function withoutEscapes(hint: string): string {
  return hint.replace(
    /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\t-\r]/gu,
    (one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
