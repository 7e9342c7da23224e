import { dirname } from 'node:path';
import {
  BehaviourError,
  type DeclaredDevices,
  type DeclaredNodeUsage,
  type KubeletConfiguration,
  parseDevices,
  parseKubeletConfiguration,
  parseNodeUsage,
} from '../cluster/index.ts';
import { withAmountFiles } from './amount-files.ts';
import { readOneDocument } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/** Reads a file that lists drivers of devices, as `spec.cluster.devices` of a scenario does. Throws ScenarioError. */
export function readDevices(file: string): readonly DeclaredDevices[] {
  return readDeclared(file, 'list of drivers', parseDevices);
}

/** Reads a file that lists what machines use, as `spec.cluster.nodeUsage` of a scenario does. Throws ScenarioError. */
export function readNodeUsage(file: string): readonly DeclaredNodeUsage[] {
  const parse = (data: unknown, path: string) => parseNodeUsage(withAmountFiles(data, dirname(file)), path);
  return readDeclared(file, 'list of what machines use', parse);
}

/** Reads a KubeletConfiguration, as `spec.cluster.kubeletConfiguration` of a scenario has it. Throws ScenarioError. */
export function readKubeletConfiguration(file: string): KubeletConfiguration {
  return readDeclared(file, 'KubeletConfiguration', parseKubeletConfiguration);
}

function readDeclared<T>(file: string, what: string, parse: (data: unknown, path: string) => T): T {
  const source = readOneDocument(file, what);
  try {
    return parse(source.value, '');
  } catch (error) {
    if (!(error instanceof BehaviourError)) throw error;
    const [path, message] = [error.path, error.message].map((text) => text.replace(/^(: |\.)/, ''));
    throw new ScenarioError(`${source.place(path ?? '')}: ${message}`);
  }
}
