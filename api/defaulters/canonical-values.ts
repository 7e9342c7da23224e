import {
  formatMicroTime,
  formatTime,
  InvalidValueError,
  milliQuantityOf,
  parseQuantity,
  parseTime,
  type Quantity,
  type Schema,
} from '../../apimachinery/index.ts';
import { isFields, withField } from '../fields.ts';

/**
 * The value with quantities, times and bytes as Kubernetes writes them, whatever way they came: `0.5` is `500m`, a time
 * is in UTC and whole seconds, base64 in one line. What is no quantity or time is left for validation. The same value when all is as it should
 * be. For built-in kinds only: custom resources keep what they were given.
 * Mirrors resource.Quantity, metav1.Time, metav1.MicroTime and []byte (UnmarshalJSON, MarshalJSON), and
 * SetDefaults_ResourceList. Members that are the very ones of `done`, a value as it should be, are not entered.
 */
export function canonicalValues(schema: Schema, value: unknown, done?: object): unknown {
  return rewriterOf(schema)?.(value, done) ?? value;
}

/** Answers the same value when there is nothing to rewrite. */
type Rewriter = (value: unknown, done?: object) => unknown;

const rewriters = new WeakMap<Schema, Rewriter | 'none'>();

/** Undefined where nothing below has another form. A schema that contains itself has nothing new within itself. */
function rewriterOf(schema: Schema): Rewriter | undefined {
  const known = rewriters.get(schema);
  if (known !== undefined) return known === 'none' ? undefined : known;
  rewriters.set(schema, 'none');
  const made = compile(schema);
  if (made !== undefined) rewriters.set(schema, made);
  return made;
}

function compile(schema: Schema): Rewriter | undefined {
  if (schema.type === 'quantity') return exactQuantity;
  if (schema.format === 'date-time') return canonicalTime;
  if (schema.format === 'date-time-micro') return canonicalMicroTime;
  if (schema.format === 'byte') return canonicalBytes;
  if (schema.items !== undefined) return compileList(schema.items);
  if (schema.additionalProperties !== undefined) return compileMap(rewriterOf(schema.additionalProperties));
  return compileMembers(schema);
}

function compileList(items: Schema): Rewriter | undefined {
  const rewrite = rewriterOf(items);
  if (rewrite === undefined) return undefined;
  return (value) => {
    if (!Array.isArray(value)) return value;
    let made: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const item = rewrite(value[index]);
      if (item === value[index]) continue;
      made ??= [...value];
      made[index] = item;
    }
    return made ?? value;
  };
}

function compileMap(rewrite: Rewriter | undefined): Rewriter | undefined {
  if (rewrite === undefined) return undefined;
  return (value) => {
    if (!isFields(value)) return value;
    let made: Record<string, unknown> | undefined;
    for (const name in value) {
      const after = rewrite(value[name]);
      if (after === value[name]) continue;
      made ??= { ...value };
      made[name] = after;
    }
    return made ?? value;
  };
}

function compileMembers({ properties = {}, definition = '' }: Schema): Rewriter | undefined {
  const members: (readonly [string, Rewriter])[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    const { additionalProperties: values } = schema;
    const isResources = values?.type === 'quantity' && !countsFinely.test(definition);
    const rewrite = isResources ? compileMap(roundedQuantity) : rewriterOf(schema);
    if (rewrite !== undefined) members.push([name, rewrite]);
  }
  if (members.length === 0) return undefined;
  return (value, done) => {
    if (!isFields(value)) return value;
    const was = done as Readonly<Record<string, unknown>> | undefined;
    let made = value;
    for (const [name, rewrite] of members) {
      const before = value[name];
      if (before === undefined || before === was?.[name]) continue;
      const after = rewrite(before);
      if (after !== before) made = withField(made, name, after);
    }
    return made;
  };
}

/** Resources are counted in thousandths at the finest, but not in definitions of these. */
const countsFinely = /^io\.k8s\.api\.(?:node|resource)\.|\.NodeAllocatableResourceClaimStatus$/;

function exactQuantity(value: unknown): unknown {
  return rewriteQuantity(value, (quantity) => quantity.toString());
}

function roundedQuantity(value: unknown): unknown {
  return rewriteQuantity(value, (quantity) => {
    const thousandths = milliQuantityOf(quantity.scaledValue(finestScale), quantity.format);
    return (thousandths.equals(quantity) ? quantity : thousandths).toString();
  });
}

const finestScale = -3;

function rewriteQuantity(value: unknown, write: (quantity: Quantity) => string): unknown {
  if (typeof value !== 'number' && (typeof value !== 'string' || usualQuantity.test(value))) return value;
  return orSame(value, () => write(parseQuantity(typeof value === 'string' ? value.trim() : value)));
}

/** Amounts below a thousand of any unit have one text only; nearly all quantities are such. */
const usualQuantity = /^(?:0|[1-9]\d{0,2}(?:m|k|M|G|Ki|Mi|Gi)?)$/;

function canonicalTime(value: unknown): unknown {
  if (typeof value !== 'string' || usualTime.test(value)) return value;
  return orSame(value, () => formatTime(parseTime(value)));
}

function canonicalMicroTime(value: unknown): unknown {
  if (typeof value !== 'string' || usualMicroTime.test(value)) return value;
  return orSame(value, () => formatMicroTime(parseTime(value)));
}

/** Without line breaks, and without bits beyond the last byte. */
function canonicalBytes(value: unknown): unknown {
  if (typeof value !== 'string' || !oddBytes.test(value)) return value;
  return Buffer.from(value, 'base64').toString('base64');
}

const oddBytes = /[\r\n]|[^AQgw]==$|[^AEIMQUYcgkosw048=]=$/;

const usualTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const usualMicroTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function orSame(value: unknown, rewrite: () => string): unknown {
  try {
    const text = rewrite();
    return text === value ? value : text;
  } catch (error) {
    if (error instanceof InvalidValueError) return value;
    throw error;
  }
}
