import type { Environment } from '../../environment/index.ts';
import type { Subject } from '../conformance/subject.ts';
import { openStore, type StoreOptions } from '../index.ts';

/** A store under test that is opened anew with the same options. */
export async function reopening(environment: Environment, options: StoreOptions): Promise<Subject> {
  const store = await openStore(environment, options);
  let open = store;
  const reopen = async () => {
    await open.close();
    open = await openStore(environment, options);
    return open;
  };
  return { store, reopen };
}
