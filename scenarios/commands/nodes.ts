import { validateDns1123Subdomain } from '../../apimachinery/index.ts';
import type { Cluster } from '../../cluster/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { schemas } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';

/** The node that an argument names. Throws ScenarioError for what no node can be called. */
export function nodeName(argument: ArgumentReader): string {
  const node = argument.string('node');
  const [wrong] = validateDns1123Subdomain(node);
  if (wrong !== undefined) throw argument.child('node').error(`"${node}": ${wrong}`);
  return node;
}

function running(cluster: Cluster): string {
  const nodes = cluster.nodes();
  return nodes.length === 0 ? 'none is running' : `running are ${nodes.join(', ')}`;
}

export const kill: Command = {
  name: 'kill',
  help: 'Ends a node without a word: its kubelet stops, its containers are gone, nobody tells the API server.',
  example: 'kill: {node: node-1}',
  schema: schemas.node,
  prepare(argument) {
    argument.fields('node');
    const node = nodeName(argument);
    return {
      summary: `kill node ${node}`,
      async run({ control, cluster, cause }) {
        if (!cluster.nodes().includes(node))
          throw new StepFailure(`no node ${node} is running; ${running(cluster)}`);
        await control.complete(async () => cluster.killNode(node, cause));
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
    const node = nodeName(argument);
    return {
      summary: `start node ${node}`,
      async run({ control, cluster, cause }) {
        if (cluster.nodes().includes(node))
          throw new StepFailure(`node ${node} is running already; kill it first`);
        await control.complete(() => cluster.startNode(node, cause));
      },
    };
  },
};
