import { sameJson } from '../../values/plain-json.ts';
import { type CelType, unknownType } from '../types/cel-type.ts';
import { CelObject, type CelValue, nativeOf } from '../values/value.ts';

/** What a schema keeps without knowing it. Nothing but equality can be asked of it. */
export class PreservedValue extends CelObject {
  override readonly type: CelType = unknownType;
  override readonly native: unknown;

  constructor(json: unknown) {
    super();
    this.native = json;
  }

  override equals(other: CelValue): CelValue {
    return sameJson(this.native, nativeOf(other));
  }
}
