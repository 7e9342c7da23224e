import { quantityMilliValue } from '../../apimachinery/index.ts';

/** Up and down for ever, as a sine goes. */
export interface Curve {
  readonly curve: {
    readonly least: string;
    readonly most: string;
    /** From one height to the next. Default: a day. */
    readonly periodMs?: number;
    /** When it is highest. Default: half a period after the start, at which it is lowest then. */
    readonly mostAtMs?: number;
  };
}

type Shape = Curve['curve'];

const dayMs = 86_400_000;

export function curveAt(shape: Shape, sinceMs: number): number {
  const { least, most, turns } = measures(shape);
  return Math.round(least + (most - least) * ((1 + Math.cos(2 * Math.PI * turns(sinceMs))) / 2));
}

/** When it is above so many thousandths for the first time, from `fromMs` on; Infinity: never. */
export function curveAboveMs(shape: Shape, milli: number, fromMs: number): number {
  if (curveAt(shape, fromMs) > milli) return fromMs;
  const { least, most, periodMs, turns } = measures(shape);
  if (most <= milli) return Infinity;
  // On its way up it is there so long before it is highest.
  const before = Math.acos((2 * (milli - least)) / (most - least) - 1) / (2 * Math.PI);
  const turn = turns(fromMs) + before;
  return Math.floor(fromMs + (Math.ceil(turn) - turn) * periodMs) + 1;
}

function measures({ least, most, periodMs = dayMs, mostAtMs = periodMs / 2 }: Shape) {
  return {
    least: quantityMilliValue(least),
    most: quantityMilliValue(most),
    periodMs,
    turns: (sinceMs: number) => (sinceMs - mostAtMs) / periodMs,
  };
}
