/**
 * What a schema means for a value: is it valid, what is missing, what does not belong; and how bodies become values in
 * the first place. Every rule is compiled once per schema, and every rule that answers a value shares with its input
 * all that it leaves as it was.
 */
export { applyDefaults } from './apply-defaults.ts';
export { decodeBySchema, dropNulls, type Pruned, pruneUnknown } from './decode-by-schema.ts';
export { goPattern } from './go-pattern.ts';
export { JsonNumberError, JsonSyntaxError, type ParsedJson, parseJson } from './parse-json.ts';
export { type ParsedYaml, parseYaml, YamlSyntaxError } from './parse-yaml.ts';
export { strictDecodingError, strictDecodingErrors } from './strict-decoding.ts';
export { typeErrors, validateSchema, validateSchemaUpdate } from './validate-schema.ts';
