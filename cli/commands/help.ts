import type { Command } from 'commander';

export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .argument('[command]', 'which')
    .description('display help for command')
    .action((name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((one) => one.name() === name);
      if (command === undefined) program.error(`error: unknown command '${name}'`);
      else command.outputHelp();
    });
}
