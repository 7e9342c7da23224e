import { CommanderError } from 'commander';
import { endWithReader } from './output.ts';
import { makeProgram } from './program.ts';
import { UsageError, usageMessage } from './usage-error.ts';

const program = makeProgram();
process.stdout.on('error', endWithReader);
process.stderr.on('error', () => {});
void main();

async function main(): Promise<void> {
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
}
