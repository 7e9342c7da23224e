import { isConflict } from '../apimachinery/index.ts';

/** How often client-go tries (DefaultRetry): others may write as often as we do, but hardly so often in a row. */
const triesMax = 5;

/**
 * Calls `attempt` again as long as it ends in a conflict, at most 5 times in all. Rejects with the last conflict, or at once
 * with what is none. An attempt reads the object again, changes it and writes it. Mirrors client-go util/retry
 * (RetryOnConflict). Differs: it does not wait in between, as what is read again is newer already.
 *
 * @example
 *     await retryOnConflict(async () => {
 *       const found = await client.get(coreV1.configMaps, { namespace: 'default', name: 'settings' });
 *       return client.update(coreV1.configMaps, { ...found, data: { ...found.data, colour: 'blue' } });
 *     });
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || tries >= triesMax) throw error;
    }
  }
}
