import { type Encoder, readJson, writeJson, writeYaml } from '../../../apimachinery/index.ts';

/** It has no watches, in Kubernetes neither. */
export const yamlEncoder: Encoder = {
  mediaType: 'application/yaml',
  isText: true,
  writesAnything: true,
  encode: (value) => writeYaml(readJson(writeJson(value))),
};
