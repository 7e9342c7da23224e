import type { EventRecorder } from '../../client/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { drivers } from './driver.ts';

/** Who tells what the drivers do: a recorder for each, under the name that `componentOf` gives it. */
export function recordersByDriver(
  manager: Manager,
  componentOf: (driver: string) => string,
): (driver: string) => EventRecorder {
  const recorders = new Map(
    [...drivers].map((driver) => [driver, manager.eventRecorderFor(componentOf(driver))]),
  );
  return (driver) => {
    const recorder = recorders.get(driver);
    if (recorder === undefined) throw new Error(`${driver} is no driver of ours`);
    return recorder;
  };
}
