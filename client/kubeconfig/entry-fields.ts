import { messageOf } from '../../apimachinery/index.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { Entry, ReadFile } from './read-kubeconfig.ts';

/** A field of an entry. Undefined: not said, or empty. Throws KubeconfigError where it is no string. */
export function text(entry: Entry, name: string): string | undefined {
  const value = entry.fields[name] ?? '';
  if (typeof value !== 'string') throw new KubeconfigError(`${entry.where}: ${name} must be a string`);
  return value === '' ? undefined : value;
}

/** A list of strings. Throws KubeconfigError where it is none. */
export function texts(entry: Entry, name: string, value: unknown = entry.fields[name]): readonly string[] {
  const list = value ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  throw new KubeconfigError(`${entry.where}: ${name} must be a list of strings`);
}

/** Of `NAME-data`, in base64, or of the file that `NAME` says. */
export function content(entry: Entry, name: string, readFile: ReadFile): string | undefined {
  const data = text(entry, `${name}-data`);
  if (data !== undefined) return Buffer.from(data, 'base64').toString();
  const path = text(entry, name);
  return path === undefined ? undefined : fileOf(entry, path, readFile);
}

/** The text of a file that an entry names. Throws KubeconfigError. */
export function fileOf(entry: Entry, path: string, readFile: ReadFile): string {
  const place = entry.resolve(path);
  const refuse = (why: string) => new KubeconfigError(`${entry.where}: ${why}`);
  try {
    const found = readFile(place);
    if (found !== undefined) return found;
  } catch (error) {
    throw refuse(`${place}: ${messageOf(error)}`);
  }
  throw refuse(`there is no file ${place}`);
}
