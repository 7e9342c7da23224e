import { Command } from 'commander';
import { addExplainCommand } from './commands/explain.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addHelpCommand } from './commands/help.ts';
import { addInitCommand } from './commands/init.ts';
import { addKubeletsCommand } from './commands/kubelets.ts';
import { addRunCommand } from './commands/run.ts';
import { addUpCommand } from './commands/up.ts';
import { addVersionCommand } from './commands/version.ts';
import { version } from './version.ts';

/** The `homeostat` command, with all that can be said to it. */
export function makeProgram(): Command {
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
  homeostat kubelets                 simulated nodes for a Kubernetes API server that runs elsewhere
  homeostat explain pod/NAME         why a pod is where it is, or nowhere
  homeostat init operator my-operator a project that builds and passes its tests
  homeostat generate crd FILE        CustomResourceDefinitions from TypeScript; also rbac, types

"homeostat COMMAND --help" says more about each.`,
    )
    .helpCommand(false)
    // Behind a command the options are its own: `init operator --version v1`.
    .enablePositionalOptions();

  addUpCommand(program);
  addRunCommand(program);
  addExplainCommand(program);
  addKubeletsCommand(program);
  addGenerateCommand(program);
  addInitCommand(program);
  addVersionCommand(program);
  addHelpCommand(program);
  const nested = program.commands.flatMap(({ commands }) => commands);
  for (const command of [program, ...program.commands, ...nested]) {
    const help = `${pathOf(command)} --help`;
    command.exitOverride().configureOutput({
      // One line that says what is wrong and where to read on.
      outputError: (text, write) => write(`homeostat: ${oneLine(text)}; see "${help}"\n`),
    });
  }
  return program;
}

/** `homeostat generate crd` */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
}
