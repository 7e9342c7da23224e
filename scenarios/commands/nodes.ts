import { schemas } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';

export const kill: Command = {
  name: 'kill',
  help: 'Ends a node without a word: its kubelet stops, its containers are gone, nobody tells the API server.',
  example: 'kill: {node: node-1}',
  schema: schemas.node,
  prepare(argument) {
    argument.fields('node');
    const node = argument.string('node');
    return {
      summary: `kill node ${node}`,
      async run({ control, cluster }) {
        if (!cluster.nodes().includes(node))
          throw new StepFailure(`kill: there is no node ${node} (there are ${cluster.nodes().join(', ')})`);
        await control.complete(async () => cluster.killNode(node));
      },
    };
  },
};

export const start: Command = {
  name: 'start',
  help: 'Starts a node that was killed, or a new one.',
  example: 'start: {node: node-1}',
  schema: schemas.node,
  prepare(argument) {
    argument.fields('node');
    const node = argument.string('node');
    return {
      summary: `start node ${node}`,
      async run({ control, cluster }) {
        await control.complete(() => cluster.startNode(node));
      },
    };
  },
};
