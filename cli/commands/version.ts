import type { Command } from 'commander';
import { version } from '../version.ts';

export function addVersionCommand(program: Command): void {
  program
    .command('version')
    .description('print the versions of homeostat, of the Kubernetes API it serves, and of Node')
    .action(() => {
      console.log(`homeostat ${version()}\nKubernetes API v1.36.0\nNode ${process.version}`);
    });
}
