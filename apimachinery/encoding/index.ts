/** How the bytes of a body become values: JSON and YAML, in time proportional to their length. */
export { JsonNumberError, JsonSyntaxError, type ParsedJson, parseJson, readJson } from './parse-json.ts';
export { type ParsedYaml, parseYaml, YamlSyntaxError } from './parse-yaml.ts';
export { writeJson } from './write-json.ts';
export { writeOrderedYaml } from './write-ordered-yaml.ts';
export { writeYaml } from './write-yaml.ts';
