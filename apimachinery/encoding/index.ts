/** How the bytes of a body become values: JSON and YAML, in time proportional to their length. */
export { readJson, writeJson } from './exact-json.ts';
export { JsonNumberError, JsonSyntaxError, type ParsedJson, parseJson } from './parse-json.ts';
export { type ParsedYaml, parseYaml, YamlSyntaxError } from './parse-yaml.ts';
export { writeOrderedYaml } from './write-ordered-yaml.ts';
export { writeYaml } from './write-yaml.ts';
