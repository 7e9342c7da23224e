/**
 * Which controllers run, as kube-controller-manager's --controllers says it. Mirrors k8s.io/controller-manager
 * app/helper.go (IsControllerEnabled) and options/generic.go.
 */
export interface ControllerName {
  /** `deployment-controller`. */
  readonly name: string;
  /** What it was called once: `deployment`. */
  readonly alias?: string;
}

/** Those that run, in the order in which they are known. Of what is said of one, the first counts. */
export function enabledControllers<T extends ControllerName>(
  known: readonly T[],
  said: readonly string[],
): readonly T[] {
  const all = said.includes('*');
  return known.filter((controller) => {
    const first = said.find((one) => isNamed(controller, withoutMinus(one)));
    return first === undefined ? all : !first.startsWith('-');
  });
}

/** What is wrong with what is said of controllers, in one line; undefined: nothing. */
export function controllersProblem(
  known: readonly ControllerName[],
  said: readonly string[],
): string | undefined {
  const wrong = said.find(
    (one) => one !== '*' && !known.some((controller) => isNamed(controller, withoutMinus(one))),
  );
  if (wrong === undefined) return undefined;
  const names = known.map(({ name }) => name).join(', ');
  return `"${withoutMinus(wrong)}" is not in the list of known controllers: ${names}`;
}

function withoutMinus(said: string): string {
  return said.replace(/^-/, '');
}

function isNamed({ name, alias }: ControllerName, said: string): boolean {
  return said === name || said === alias;
}
