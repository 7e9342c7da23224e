import type { Host } from '../kubeconfig/host.ts';

/** A machine without files, variables and programs, but for those that are given. */
export function testHost(parts: Partial<Host> = {}): Host {
  return {
    readFile: () => undefined,
    variables: {},
    homeDirectory: '/home',
    now: () => 0,
    isTerminal: false,
    run: () => Promise.reject(Object.assign(new Error('there are no programs'), { code: 'ENOENT' })),
    ...parts,
  };
}
