import { execFileSync } from 'node:child_process';
import { servedKinds } from './served-kinds.ts';

/** An object as a Go client sends it, and as the same client would have written it in JSON; bytes in base64. */
export interface Case {
  /** Null: a list, which nobody sends. */
  readonly pb: string | null;
  readonly json: Readonly<Record<string, unknown>>;
  /** What Kubernetes makes of the JSON: the bytes that it is answered in. */
  readonly out: string;
}

/** The whole of what Kubernetes' own code answers; needs Go. */
export function ask(...question: readonly string[]): string {
  return execFileSync('go', ['run', '.', ...question], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    input: servedKinds().join('\n'),
    maxBuffer: 2 ** 30,
  });
}

export function casesOf(answer: string): readonly Case[] {
  return answer
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case);
}

/** Where k8s.io/api keeps its filled objects. */
export function testdataDirectory(): string {
  const module = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', 'k8s.io/api'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return `${module.trim()}/testdata/HEAD`;
}
