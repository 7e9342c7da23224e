import type { Event, ScalarEvent } from 'js-yaml';
import { InvalidValueError } from '../values/invalid-value.ts';
import { isObject, type PlainObject, setMember } from '../values/plain-json.ts';
import { AliasBudget } from './yaml-aliases.ts';
import { yaml } from './yaml-library.ts';
import { goScalar } from './yaml-scalars.ts';

/** A value of YAML, what it is in JSON, and where it stands. Aliases share the node they name. */
export interface YamlNode {
  readonly start: number;
  readonly value: unknown;
  /** Nodes within and itself, those behind aliases each time they are named. */
  readonly size: number;
  /** Characters of all texts within, counted in the same way. */
  readonly chars: number;
  /** How deep values are nested. */
  readonly depth: number;
  readonly items?: readonly YamlNode[];
  readonly members?: readonly YamlMember[];
}

export interface YamlMember {
  readonly name: string;
  readonly start: number;
  readonly node: YamlNode;
  /** An earlier member of the mapping has the same name. */
  readonly isAgain: boolean;
}

/** Says what is wrong, and at which offset. */
export type YamlRefusal = (reason: string, offset: number) => never;

interface Open {
  readonly kind: 'document' | 'sequence' | 'mapping';
  readonly start: number;
  readonly anchor: string | undefined;
  readonly children: YamlNode[];
  /** Which of the children are a plain `<<`. */
  readonly isMergeKey: boolean[];
}

/**
 * The root of each document that has something in it, or of the first of them only. Takes each event once, and never recurses. Mirrors
 * go.yaml.in/yaml/v2 (decoder), followed by sigs.k8s.io/yaml, whose keys are texts.
 */
export function yamlNodes(
  source: string,
  events: readonly Event[],
  refuse: YamlRefusal,
  isFirstOnly: boolean,
): readonly YamlNode[] {
  const reader = new Reader(source, refuse);
  for (const event of events) {
    reader.take(event);
    if (isFirstOnly && reader.documents.length > 0) break;
  }
  return reader.documents;
}

class Reader {
  readonly documents: YamlNode[] = [];
  readonly #source: string;
  readonly #refuse: YamlRefusal;
  readonly #open: Open[] = [];
  #anchors = new Map<string, YamlNode | 'open'>();
  #budget = new AliasBudget();
  /** Where the last thing stood, for what stands nowhere. */
  #at = 0;

  constructor(source: string, refuse: YamlRefusal) {
    this.#source = source;
    this.#refuse = refuse;
  }

  take(event: Event): void {
    const { EVENT_ID } = yaml();
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#anchors = new Map();
        this.#budget = new AliasBudget();
        this.#push('document', this.#at, undefined);
        break;
      case EVENT_ID.SEQUENCE:
        this.#push('sequence', event.start, this.#anchorOf(event));
        break;
      case EVENT_ID.MAPPING:
        this.#push('mapping', event.start, this.#anchorOf(event));
        break;
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        break;
      case EVENT_ID.ALIAS:
        this.#alias(event.anchorStart, event.anchorEnd);
        break;
      default:
        this.#pop();
    }
  }

  #push(kind: Open['kind'], start: number, anchor: string | undefined): void {
    this.#at = start;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    this.#open.push({ kind, start, anchor, children: [], isMergeKey: [] });
  }

  #anchorOf({ anchorStart, anchorEnd }: { readonly anchorStart: number; readonly anchorEnd: number }) {
    return anchorStart < 0 ? undefined : this.#source.slice(anchorStart, anchorEnd);
  }

  #scalar(event: ScalarEvent): void {
    const { getScalarValue, SCALAR_STYLE } = yaml();
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    if (event.valueStart >= 0) this.#at = quoted ? event.valueStart - 1 : event.valueStart;
    const text = event.valueStart < 0 ? '' : getScalarValue(this.#source, event);
    const tag = event.tagStart < 0 ? '' : this.#source.slice(event.tagStart, event.tagEnd);
    const value = resolves(tag, isPlain) ? this.#resolved(text) : text;
    this.#add(
      { start: this.#at, value, size: 1, chars: text.length, depth: 0 },
      this.#anchorOf(event),
      isPlain && text === '<<',
    );
  }

  #resolved(text: string): unknown {
    try {
      return goScalar(text);
    } catch (error) {
      if (error instanceof InvalidValueError) this.#refuse(error.message, this.#at);
      throw error;
    }
  }

  #alias(start: number, end: number): void {
    this.#at = start - 1;
    const name = this.#source.slice(start, end);
    const node = this.#anchors.get(name);
    if (node === undefined) this.#refuse(`unknown anchor '${name}' referenced`, this.#at);
    if (node === 'open') this.#refuse(`anchor '${name}' value contains itself`, this.#at);
    if (!this.#budget.alias(node)) this.#refuse('document contains excessive aliasing', this.#at);
    this.#add(node, undefined, false);
  }

  #add(node: YamlNode, anchor: string | undefined, isMergeKey: boolean): void {
    this.#budget.node();
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.#open.at(-1)?.children.push(node);
    this.#open.at(-1)?.isMergeKey.push(isMergeKey);
  }

  #pop(): void {
    const closed = this.#open.pop();
    if (closed === undefined) return;
    const { kind, start, anchor, children } = closed;
    if (kind === 'document') {
      const [root] = children;
      if (root !== undefined && !isNothing(root)) this.documents.push(root);
      return;
    }
    const measured = measure(start, children);
    if (measured.depth > yamlDepthMax) this.#refuse(`exceeded max depth of ${yamlDepthMax}`, start);
    if (kind === 'sequence') {
      this.#add({ ...measured, value: children.map(({ value }) => value), items: children }, anchor, false);
    } else {
      this.#add({ ...measured, ...this.#mapping(closed) }, anchor, false);
    }
  }

  #mapping({ children, isMergeKey }: Open): Pick<YamlNode, 'value' | 'members'> {
    const value: Record<string, unknown> = {};
    const members: YamlMember[] = [];
    for (let at = 0; at + 1 < children.length; at += 2) {
      if (isMergeKey[at] === true) continue;
      const key = children[at] as YamlNode;
      const node = children[at + 1] as YamlNode;
      const name = this.#nameOf(key);
      members.push({ name, start: key.start, node, isAgain: Object.hasOwn(value, name) });
      setMember(value, name, node.value);
    }
    children.forEach((node, at) => {
      if (isMergeKey[at - 1] === true && at % 2 === 1) this.#merge(value, node);
    });
    return { value, members };
  }

  #nameOf({ value, start }: YamlNode): string {
    if (typeof value !== 'object') return String(value);
    return this.#refuse(`unsupported map key of type: ${value === null ? '<nil>' : 'map or list'}`, start);
  }

  /** What is said beside a merge wins over it, and what is merged first over what is merged later. */
  #merge(into: Record<string, unknown>, node: YamlNode): void {
    for (const from of Array.isArray(node.value) ? node.value : [node.value]) {
      if (!isObject(from))
        this.#refuse('map merge requires map or sequence of maps as the value', node.start);
      for (const name of Object.keys(from as PlainObject)) {
        if (!Object.hasOwn(into, name)) setMember(into, name, (from as PlainObject)[name]);
      }
    }
  }
}

/** How deep values may be nested: several times what the deepest CustomResourceDefinitions need. Go allows 10,000. */
export const yamlDepthMax = 200;

const resolvingTags: ReadonlySet<string> = new Set(['!!int', '!!float', '!!bool', '!!null']);

function resolves(tag: string, isPlain: boolean): boolean {
  return tag === '' ? isPlain : resolvingTags.has(tag);
}

function isNothing({ value, chars }: YamlNode): boolean {
  return value === null && chars === 0;
}

function measure(start: number, children: readonly YamlNode[]) {
  let [size, chars, depth] = [1, 0, 0];
  for (const child of children) {
    size += child.size;
    chars += child.chars;
    if (child.depth > depth) depth = child.depth;
  }
  return { start, size, chars, depth: depth + 1 };
}
