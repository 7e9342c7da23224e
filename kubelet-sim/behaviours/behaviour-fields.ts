/** What a field of a behaviour may hold. */
export type FieldKind =
  | 'delay'
  | 'text'
  | 'patterns'
  | 'words'
  | 'flag'
  | 'count'
  | 'exitCode'
  | 'port'
  | 'httpStatus'
  | 'texts'
  | 'amount'
  | 'outcomes'
  | 'object'
  | 'objects';

export interface BehaviourField {
  readonly path: string;
  readonly kind: FieldKind;
  readonly required?: boolean;
  /** It leads to the machine itself: no pod may declare it of its own. */
  readonly local?: boolean;
  readonly meaning: string;
  readonly default: string;
}

const endsByDefault =
  'an init container ends with 0 after [50, 150]; a main container that is not restarted after that (its restart policy is ' +
  'not `Always`) ends with 0 after [1000, 3000]; others run for ever';

/** Every field of a behaviour. Data is checked by this table, and the documentation is printed from it. */
export const behaviourFields: readonly BehaviourField[] = [
  row('match', 'object', 'which containers it is for; all that is given must fit', 'every container'),
  row('match.namespace', 'patterns', "the pod's namespace", 'any'),
  row('match.name', 'patterns', "the pod's name", 'any'),
  row('match.node', 'patterns', 'the node it is on', 'any'),
  row('match.container', 'patterns', "the container's name", 'any'),
  row('match.image', 'patterns', "the container's image as the pod has it", 'any'),
  row('match.labels', 'texts', 'labels the pod has; in values `*` stands for any characters', 'any'),
  row(
    'partial',
    'flag',
    'what it leaves out is as the next behaviour that matches says, not as the defaults do',
    'false',
  ),
  row('pull', 'object', 'how the image comes to the node', ''),
  row('pull.delayMs', 'delay', 'how long a pull takes; once per node and image', '[300, 1200]'),
  row('pull.fail', 'text', 'pulling fails with this message', 'it succeeds'),
  row(
    'pull.secret',
    'flag',
    'pulling succeeds only for pods with an `imagePullSecret` that is there',
    'false',
  ),
  row('pull.sizeBytes', 'count', "the image's size, as events tell it", '50000000'),
  row('start', 'object', 'how the container starts', ''),
  row('start.delayMs', 'delay', 'from the image being there until it runs', '[50, 150]'),
  row('ready', 'object', 'when a running container becomes ready', ''),
  row('ready.afterMs', 'delay', 'from its start until it is ready', '0'),
  row('ready.never', 'flag', 'it never becomes ready', 'false'),
  row('run', 'object', 'how long it runs, and how it ends', ''),
  row('run.exit', 'object', 'it ends by itself', endsByDefault),
  { ...row('run.exit.code', 'exitCode', 'with this exit code', ''), required: true },
  row('run.exit.afterMs', 'delay', 'after running so long', '0'),
  row('run.exit.message', 'text', 'what it leaves in its `terminationMessagePath`', 'nothing'),
  row(
    'run.exit.log',
    'text',
    'the end of its log, told where it left no message, failed, and its policy is `FallbackToLogsOnError`',
    'nothing',
  ),
  row('run.times', 'count', 'only so many runs end so; later ones are as if nothing were declared', 'all'),
  row('run.forever', 'flag', 'where nothing is declared of its end, it runs for ever', 'false'),
  row('probes', 'object', 'how the probes of its pod find it', ''),
  row(
    'probes.takesMs',
    'delay',
    'how long an answer takes; one number for a run of the container',
    '[2, 10]',
  ),
  row('probes.startup', 'outcomes', 'what the startup probe meets', 'ok'),
  row('probes.liveness', 'outcomes', 'what the liveness probe meets', 'ok'),
  row(
    'probes.readiness',
    'outcomes',
    'what the readiness probe meets',
    'fail until `ready` has come, then ok',
  ),
  row('probes.times', 'count', 'only in so many runs; in later ones as if nothing were declared', 'all'),
  row('usage', 'object', 'what it uses while it runs', ''),
  row('usage.cpu', 'amount', 'of CPU; it gets no more than its limit', '0'),
  row('usage.memory', 'amount', 'of memory; above its limit it is killed (`OOMKilled`)', '0'),
  row('usage.ephemeralStorage', 'amount', "of the node's disk", '0'),
  row('usage.inodes', 'amount', 'how many files and directories it has', '0'),
  row('usage.pids', 'amount', 'how many processes it has', '1'),
  row(
    'postStart',
    'object',
    'how its postStart hook runs, if its pod gives it one; a sleep takes its time',
    '',
  ),
  row('postStart.delayMs', 'delay', 'how long it takes', '[10, 50]'),
  row('postStart.fail', 'text', 'it fails with this error, and the container is killed', 'it succeeds'),
  row('preStop', 'object', 'how its preStop hook runs, if its pod gives it one; a sleep takes its time', ''),
  row('preStop.delayMs', 'delay', 'how long it takes, of the grace period', '[10, 50]'),
  row(
    'preStop.fail',
    'text',
    'it fails with this error, and the container is stopped all the same',
    'it succeeds',
  ),
  row('stop', 'object', 'what it does when it is asked to stop', ''),
  row('stop.delayMs', 'delay', 'from SIGTERM until it has stopped', '[50, 100]'),
  row('stop.exitCode', 'exitCode', 'the exit code when it stops on SIGTERM', '0'),
  row('stop.ignoresSigterm', 'flag', 'it runs until it is killed at the end of the grace period', 'false'),
  row('logs', 'objects', 'what it writes, in lines', 'a line when it starts, and one when it ends'),
  {
    ...row('logs.text', 'text', 'a line, or several; `{pod}` and the like stand for what differs', ''),
    required: true,
  },
  row('logs.afterMs', 'count', 'so long after its start', '0'),
  row('logs.everyMs', 'count', 'again and again in this time, of several lines one after the other', 'once'),
  row('logs.times', 'count', 'how many lines', 'each once, or without end where there is `everyMs`'),
  row('logs.atExit', 'flag', 'it is written when the container ends', 'false'),
  local('localLogs', 'object', 'its log is a file of the machine, in real time only', ''),
  local('localLogs.file', 'text', 'of the run that is now, or was last', '`logs`'),
  local('localLogs.previousFile', 'text', 'of the run before', '`logs`'),
  local(
    'localAttach',
    'object',
    'who attaches sees what is added to a file of the machine, in real time only',
    '',
  ),
  { ...local('localAttach.file', 'text', 'which', ''), required: true },
  row(
    'exec',
    'objects',
    'commands that can be run in it; of those that match the first counts',
    'a small shell',
  ),
  {
    ...row('exec.command', 'text', 'the words, with a blank between; `*` stands for any characters', ''),
    required: true,
  },
  row('exec.stdout', 'text', 'what it writes', 'nothing'),
  row('exec.stderr', 'text', 'what it writes of errors', 'nothing'),
  row('exec.exitCode', 'exitCode', 'the exit code', '0'),
  row('exec.delayMs', 'delay', 'how long it takes', '0'),
  local('localExec', 'object', 'commands are run by the machine itself, in real time only', ''),
  ...placeRows('localExec'),
  row(
    'http',
    'objects',
    'what it answers on its ports; of those that match the first counts',
    'a page with its name',
  ),
  row('http.port', 'port', 'on this port', 'every port that its pod declares, or any where none is declared'),
  row('http.method', 'text', 'to this method', 'any'),
  row('http.path', 'text', 'for this path; `*` stands for any characters', 'any'),
  row('http.status', 'httpStatus', 'the status', '200'),
  row('http.headers', 'texts', 'headers of the answer', '`content-type: text/plain`'),
  row('http.body', 'text', 'the body; `{pod}` and the like stand for what differs', 'nothing'),
  row('http.delayMs', 'delay', 'how long the answer takes', '0'),
  local('http.localPort', 'port', 'the port stands for this one of the machine, in real time only', ''),
  local('http.localHost', 'text', 'or of this machine', '127.0.0.1'),
  local(
    'http.localCommand',
    'words',
    'what is sent to the port is read by this program, and answered by what it writes',
    '',
  ),
  local('process', 'object', 'it is a program of the machine, in real time and where that is allowed', ''),
  { ...local('process.command', 'words', 'the program and its arguments', ''), required: true },
  ...placeRows('process'),
];

/** Where and as who a program of the machine runs. */
function placeRows(of: string): readonly BehaviourField[] {
  return [
    local(`${of}.workDir`, 'text', 'in this directory', "homeostat's"),
    local(`${of}.env`, 'texts', "besides homeostat's environment", 'nothing'),
    local(`${of}.user`, 'count', 'as the user of this number', "homeostat's"),
    local(`${of}.group`, 'count', 'as one of the group of this number', "homeostat's"),
  ];
}

function local(path: string, kind: FieldKind, meaning: string, byDefault: string): BehaviourField {
  return { ...row(path, kind, meaning, byDefault), local: true };
}

function row(path: string, kind: FieldKind, meaning: string, byDefault: string): BehaviourField {
  return { path, kind, meaning, default: byDefault };
}
