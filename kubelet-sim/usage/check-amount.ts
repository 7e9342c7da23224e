import { InvalidValueError, parseQuantity } from '../../apimachinery/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import { fieldsOf, isFields } from '../behaviours/plain-fields.ts';
import { expressionProblem } from './expression.ts';

const shapes: Readonly<Record<string, (value: unknown, path: string) => void>> = {
  points: checkPoints,
  curve: checkCurve,
  expression: checkExpression,
};
const shapeNames = Object.keys(shapes).join(', ');

/** Throws BehaviourError where data is no DeclaredAmount; `path` says where it stands. */
export function checkAmount(value: unknown, path: string): void {
  if (typeof value === 'string') {
    checkQuantity(value, path);
    return;
  }
  if (!isFields(value)) {
    const problem = `must be an amount, such as 250m or 64Mi, or an object with one of ${shapeNames}`;
    throw new BehaviourError(path, `${problem}, is ${JSON.stringify(value)}`);
  }
  const given = Object.keys(shapes).filter((shape) => value[shape] !== undefined);
  const [shape = '', another] = given;
  if (shape === '' || another !== undefined)
    throw new BehaviourError(path, `must have one of ${shapeNames}, has ${given.join(' and ') || 'none'}`);
  fieldsOf(value, path, [shape, ...(shape === 'points' ? ['ramp'] : []), 'shared', 'noise']);
  for (const flag of ['ramp', 'shared']) checkFlag(value[flag], `${path}.${flag}`);
  checkNoise(value.noise, `${path}.noise`);
  shapes[shape]?.(value[shape], `${path}.${shape}`);
}

function checkPoints(value: unknown, path: string): void {
  if (!Array.isArray(value) || value.length === 0)
    throw new BehaviourError(path, 'must be a list of [milliseconds, amount], with one at least');
  let lastMs = -1;
  for (const [at, point] of value.entries()) {
    const where = `${path}[${at}]`;
    if (!Array.isArray(point) || point.length !== 2)
      throw new BehaviourError(where, `must be [milliseconds, amount], is ${JSON.stringify(point)}`);
    const [atMs, amount] = point as readonly unknown[];
    if (!isMs(atMs) || atMs <= lastMs)
      throw new BehaviourError(where, `must be later than the one before, is at ${JSON.stringify(atMs)}`);
    lastMs = atMs;
    checkQuantity(amount, where);
  }
}

function checkCurve(value: unknown, path: string): void {
  const shape = fieldsOf(value, path, ['least', 'most', 'periodMs', 'mostAtMs']);
  checkQuantity(shape.least, `${path}.least`);
  checkQuantity(shape.most, `${path}.most`);
  if (shape.periodMs !== undefined && !(isMs(shape.periodMs) && shape.periodMs > 0))
    throw new BehaviourError(`${path}.periodMs`, 'must be milliseconds, more than 0');
  if (shape.mostAtMs !== undefined && !isMs(shape.mostAtMs))
    throw new BehaviourError(`${path}.mostAtMs`, 'must be milliseconds');
  if (parseQuantity(String(shape.least)).compare(parseQuantity(String(shape.most))) > 0)
    throw new BehaviourError(path, 'least must not be more than most');
}

function checkExpression(value: unknown, path: string): void {
  if (typeof value !== 'string') throw new BehaviourError(path, 'must be an expression of CEL');
  const problem = expressionProblem(value);
  if (problem !== undefined) throw new BehaviourError(path, problem);
}

function checkNoise(value: unknown, path: string): void {
  if (value !== undefined && !(typeof value === 'number' && value >= 0 && value <= 1))
    throw new BehaviourError(path, `must be a number from 0 to 1, is ${JSON.stringify(value)}`);
}

function checkFlag(value: unknown, path: string): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw new BehaviourError(path, `must be true or false, is ${JSON.stringify(value)}`);
}

function checkQuantity(value: unknown, path: string): void {
  if (typeof value === 'string' && isAmount(value)) return;
  throw new BehaviourError(
    path,
    `must be an amount of at least 0, such as 250m or 64Mi, is ${JSON.stringify(value)}`,
  );
}

function isAmount(text: string): boolean {
  try {
    return parseQuantity(text).sign >= 0;
  } catch (error) {
    if (error instanceof InvalidValueError) return false;
    throw error;
  }
}

function isMs(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
