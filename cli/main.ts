#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addRunCommand } from './commands/run.ts';
import { addUpCommand } from './commands/up.ts';
import { addVersionCommand } from './commands/version.ts';
import { UsageError, usageMessage } from './usage-error.ts';
import { version } from './version.ts';

const program = new Command('homeostat')
  .description(
    'A whole Kubernetes control plane in one process: real API semantics, virtual time, one seed one run.',
  )
  .version(version(), '-v, --version', 'print the version')
  .addHelpText(
    'after',
    `
Begin here:
  homeostat up                       a cluster for kubectl, with three simulated nodes
  homeostat run scenarios/           scenario files, in virtual time: seconds of work in milliseconds
  homeostat run FILE --seed 7        the same seed gives the same run, byte for byte

"homeostat COMMAND --help" says more about each.`,
  )
  .showHelpAfterError('(run "homeostat --help" to see what there is)')
  .exitOverride();

addUpCommand(program);
addRunCommand(program);
addVersionCommand(program);
for (const command of program.commands) command.exitOverride();

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  // Commander has printed what it had to say. 0: help or version was asked for; 2: the words were wrong.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const message = usageMessage(error);
    if (message === undefined) throw error;
    console.error(`homeostat: ${message}`);
    process.exitCode = error instanceof UsageError ? error.exitCode : 2;
  }
}
