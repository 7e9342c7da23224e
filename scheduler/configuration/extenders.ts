import { parseDuration } from '../../apimachinery/index.ts';
import type { ConfigurationProblem } from '../framework/configuration-error.ts';
import type { ExtenderConfiguration } from './configuration.ts';
import type { Extender, ExtenderTlsConfig } from './v1.ts';

const timeoutMsDefault = 5_000;

/** The extenders with their defaults, in the order in which they are asked: those that may fail last. Mirrors buildExtenders. */
export function extendersOf(extenders: readonly Extender[]): readonly ExtenderConfiguration[] {
  const all = extenders.map(extenderOf);
  return [...all.filter(({ ignorable }) => !ignorable), ...all.filter(({ ignorable }) => ignorable)];
}

function extenderOf(extender: Extender): ExtenderConfiguration {
  const { filterVerb = '', prioritizeVerb = '', preemptVerb = '', bindVerb = '', weight = 0 } = extender;
  const { urlPrefix = '', httpTimeout = '0s', managedResources = [], enableHTTPS = false } = extender;
  const { nodeCacheCapable = false, ignorable = false, tlsConfig = {} } = extender;
  return {
    urlPrefix,
    filterVerb,
    prioritizeVerb,
    preemptVerb,
    bindVerb,
    weight,
    nodeCacheCapable,
    ignorable,
    httpTimeoutMs: parseDuration(httpTimeout) || timeoutMsDefault,
    managedResources: new Set(managedResources.map(({ name }) => name)),
    tls: enableHTTPS && !hasAuthority(tlsConfig) ? { ...tlsConfig, insecure: true } : tlsConfig,
  };
}

function hasAuthority({ caFile = '', caData = '' }: ExtenderTlsConfig): boolean {
  return caFile !== '' || caData !== '';
}

/** Resources that nodes need not have, as an extender counts them. */
export function ignoredResources(extenders: readonly Extender[]): readonly string[] {
  return extenders.flatMap(({ managedResources = [] }) =>
    managedResources.filter(({ ignoredByScheduler }) => ignoredByScheduler).map(({ name }) => name),
  );
}

/** What is found out when extenders are made. Mirrors client-go transport (TLSConfigFor). */
export function extenderProblems(extenders: readonly Extender[]): readonly ConfigurationProblem[] {
  return extenders.flatMap(({ tlsConfig = {} }, at) => {
    if (tlsConfig.insecure !== true || !hasAuthority(tlsConfig)) return [];
    const says = 'specifying a root certificates file with the insecure flag is not allowed';
    return [{ path: `extenders[${at}].tlsConfig`, message: `couldn't build extenders: ${says}` }];
  });
}
