/** The programs that every simulated container has, by name: each a function of its words and its streams. */

import type { Program } from '../shell/process.ts';
import { tar } from '../tar/tar.ts';
import { chmod, cp, ls, mkdir, mv, rm, touch } from './file-programs.ts';
import { cd, env, exit, exportVariables, shell, sleep, test, testBracket } from './shell-programs.ts';
import { date, hostname, id, pwd, uname, whoami } from './system-programs.ts';
import { cat, echo, grep, head, printenv, tail, wc } from './text-programs.ts';

export const programs: ReadonlyMap<string, Program> = new Map<string, Program>(
  Object.entries({
    '[': testBracket,
    ash: shell,
    bash: shell,
    cat,
    cd,
    chmod,
    chown: chmod,
    cp,
    date,
    echo,
    env,
    exit,
    export: exportVariables,
    false: () => 1,
    grep,
    head,
    hostname,
    id,
    ls,
    mkdir,
    mv,
    printenv,
    pwd,
    rm,
    sh: shell,
    sleep,
    tail,
    tar,
    test,
    touch,
    true: () => 0,
    ':': () => 0,
    uname,
    wc,
    whoami,
  }),
);

/** Those that only a shell has: nothing else finds them. */
export const shellOnly: ReadonlySet<string> = new Set(['cd', 'exit', 'export', ':']);
