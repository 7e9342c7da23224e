export { JsonPath, resultText } from './json-path.ts';
export { JsonPathError } from './path-node.ts';
