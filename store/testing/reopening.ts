import type { Environment } from '../../environment/index.ts';
import type { Subject } from '../conformance/subject.ts';
import { openStore, type StoreOptions } from '../index.ts';
import { MovedClock } from './moved-clock.ts';

/** A store under test that is opened again with the same options. */
export async function reopening(world: Environment, options: StoreOptions): Promise<Subject> {
  const clock = new MovedClock(world);
  const store = await openStore(clock.environment, options);
  let open = store;
  const reopen = async () => {
    await open.close();
    open = await openStore(clock.environment, options);
    return open;
  };
  return { store, reopen, pass: (ms) => clock.pass(ms) };
}
