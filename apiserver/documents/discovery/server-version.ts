/** Mirrors k8s.io/apimachinery version.Info: the answer of `/version`. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  /** The version whose behaviour is served, and the oldest that may be asked for instead. */
  readonly emulationMajor: string;
  readonly emulationMinor: string;
  readonly minCompatibilityMajor: string;
  readonly minCompatibilityMinor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

/** What a build of ours can tell of itself; what it cannot is empty. */
export interface BuildInfo {
  /** Of this package: `0.1.0`. */
  readonly version?: string;
  readonly gitCommit?: string;
  /** RFC 3339. */
  readonly buildDate?: string;
  /** `linux/x64`. */
  readonly platform?: string;
}

/** The version of Kubernetes whose API is served. Clients decide by it what they may ask for. */
const kubernetes = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.0',
};

/**
 * The version of the API that is served, and in the other fields what built the server.
 * Differs: no Go built it, so `goVersion` is empty and `compiler` names homeostat and its version.
 */
export function serverVersion(build: BuildInfo = {}): VersionInfo {
  return {
    ...kubernetes,
    gitCommit: build.gitCommit ?? '',
    gitTreeState: build.gitCommit === undefined ? '' : 'clean',
    buildDate: build.buildDate ?? '',
    goVersion: '',
    compiler: build.version === undefined ? 'homeostat' : `homeostat/${build.version}`,
    platform: build.platform ?? '',
  };
}
