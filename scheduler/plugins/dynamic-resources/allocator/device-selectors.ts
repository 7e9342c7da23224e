import type { V1Device, V1DeviceSelector } from '../../../../api/index.ts';
import { LruMap } from '../../../../collections/index.ts';
import {
  compileDeviceExpression,
  type DeviceExpression,
  matchesDevice,
} from '../../../../component-helpers/index.ts';
import { AllocationError } from './allocation-error.ts';

/** Many pods have the same few selectors. */
const compiledMax = 100;

/** Compiles selectors of devices, each once as long as it is used. Mirrors k8s.io/dynamic-resource-allocation cel (Cache). */
export class DeviceSelectors {
  readonly #compiled = new LruMap<string, DeviceExpression>(compiledMax);

  /** Whether all of them select a device. Throws AllocationError for one that fails; `of` says whose they are. */
  match(selectors: readonly V1DeviceSelector[], of: string, driver: string, device: V1Device): boolean {
    return selectors.every(({ cel }, index) => {
      const compiled = this.#compile(cel?.expression ?? '');
      const failed = (kind: string, text: string) =>
        new AllocationError(`${of}: selector #${index}: CEL ${kind} error: ${text}`);
      if ('error' in compiled) throw failed('compile', compiled.error);
      const matches = matchesDevice(compiled.program, driver, device);
      if (typeof matches !== 'boolean') throw failed('runtime', matches.error);
      return matches;
    });
  }

  #compile(expression: string): DeviceExpression {
    const known = this.#compiled.get(expression) ?? compileDeviceExpression(expression);
    this.#compiled.set(expression, known);
    return known;
  }
}
