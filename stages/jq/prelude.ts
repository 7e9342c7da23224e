import type { Definition } from './ast.ts';
import { parseQuery } from './parser.ts';

/** Functions that are best said in the language itself. Mirrors gojq (builtin.jq). */
const definitions: readonly string[] = [
  'def not: if . then false else true end',
  'def map_values(f): .[] |= f',
  'def in(container): . as $key | container | has($key)',
  'def to_entries: [keys[] as $key | {$key, value: .[$key]}]',
  'def from_entries: reduce .[] as $one ({}; . + {($one | .key // .Key // .name // .Name | if . == null then "null" end): ($one | if has("value") then .value else .Value end)})',
  'def with_entries(f): to_entries | map(f) | from_entries',
  'def walk(f): def down: if type == "array" then map(down) elif type == "object" then map_values(down) end | f; down',
  'def arrays: select(type == "array")',
  'def objects: select(type == "object")',
  'def iterables: select(type | . == "array" or . == "object")',
  'def scalars: select(type | . != "array" and . != "object")',
  'def booleans: select(type == "boolean")',
  'def numbers: select(type == "number")',
  'def strings: select(type == "string")',
  'def nulls: select(. == null)',
  'def values: select(. != null)',
  'def finites: select(isfinite)',
  'def normals: select(isnormal)',
  'def first: .[0]',
  'def last: .[-1]',
  'def nth($n): .[$n]',
  'def paths: path(..) | select(. != [])',
  'def paths(f): path(.. | select(f)) | select(. != [])',
  'def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)))',
  'def combinations: if length == 0 then [] else .[0][] as $one | [$one] + (.[1:] | combinations) end',
  'def combinations(n): [limit(n; repeat(.))] | combinations',
  'def match($re): match($re; null)',
  'def match($re; $flags): _match($re; $flags)[]',
  'def test($re): test($re; null)',
  'def test($re; $flags): _match($re; $flags) != []',
  'def capture($re): capture($re; null)',
  'def capture($re; $flags): match($re; $flags) | [.captures[] | select(.name != null) | {(.name): .string}] | add // {}',
  'def scan($re): scan($re; null)',
  'def scan($re; $flags): match($re; $flags + "g") | if .captures == [] then .string else [.captures[].string] end',
  'def split($re; $flags): [splits($re; $flags)]',
  'def splits($re): splits($re; null)',
  'def splits($re; $flags): . as $text | [0] + [match($re; $flags + "g") | .offset, .offset + .length] + [length] | range(0; length; 2) as $at | .[$at] as $from | .[$at + 1] as $to | $text[$from:$to]',
  'def sub($re; replacement): sub($re; replacement; null)',
  'def sub($re; replacement; $flags): . as $text | reduce match($re; $flags) as $found ([[0, ""]]; [.[] as [$end, $before] | ($found.captures | [.[] | select(.name != null) | {(.name): .string}] | add // {} | replacement) as $new | [$found.offset + $found.length, $before + $text[$end:$found.offset] + $new]]) | .[] | .[1] + $text[.[0]:]',
  'def gsub($re; replacement): sub($re; replacement; "g")',
  'def gsub($re; replacement; $flags): sub($re; replacement; $flags + "g")',
  'def todate: strftime("%Y-%m-%dT%H:%M:%SZ")',
  'def todateiso8601: todate',
  'def fromdateiso8601: fromdate',
  'def IN(source): any(source == .; .)',
  'def IN(wanted; source): any(wanted == source; .)',
  'def INDEX(key): INDEX(.[]; key)',
  'def INDEX(source; key): reduce source as $row ({}; . + {($row | key | tostring): $row})',
  'def tostream: path(def up: (.[]? | up), .; up) as $path | getpath($path) | reduce path(.[]?) as $last ([$path, .]; [$path + $last])',
];

const parsed = new Map<string, Definition>();

/** What a function of this name and number of arguments (`walk/1`) is; undefined: there is none. */
export function preludeOf(key: string): Definition | undefined {
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const text = sources().get(key);
  if (text === undefined) return undefined;
  const query = parseQuery(`${text}; .`);
  if (query.kind !== 'define') throw new Error(`${key} is no definition`);
  parsed.set(key, query.definition);
  return query.definition;
}

let byKey: ReadonlyMap<string, string> | undefined;

function sources(): ReadonlyMap<string, string> {
  byKey ??= new Map(definitions.map((text) => [keyOf(text), text]));
  return byKey;
}

function keyOf(text: string): string {
  const [, name = '', params] = /^def ([a-zA-Z_0-9]+)(?:\(([^)]*)\))?:/.exec(text) ?? [];
  return `${name}/${params === undefined ? 0 : params.split(';').length}`;
}
