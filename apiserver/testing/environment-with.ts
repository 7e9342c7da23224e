import type { Environment } from '../../environment/index.ts';

/** The same world, a part of which is another. */
export function environmentWith(
  world: Environment,
  other: Partial<Pick<Environment, 'clock' | 'ids'>>,
): Environment {
  return {
    name: world.name,
    clock: world.clock,
    random: world.random,
    ids: world.ids,
    trace: world.trace,
    isRevoked: world.isRevoked,
    signal: world.signal,
    spawn: (...task) => world.spawn(...task),
    turn: () => world.turn(),
    onRevoked: (listener) => world.onRevoked(listener),
    fork: (name) => world.fork(name),
    ...other,
  };
}
