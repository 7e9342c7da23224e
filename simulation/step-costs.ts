/**
 * How much virtual time work takes, in microseconds: about what it takes in a process of ours in real time. All of a
 * simulated world shares one processor, as all of a real one shares one process. So that no loop, whatever it does,
 * stands still in time.
 */
export const stepCostsUs = Object.freeze({
  /** A timer that fires. */
  timer: 10,
  /** One piece of work of a loop: a key reconciled, a pod tried by the scheduler. */
  turn: 10,
  /** A message whose sender names no cost. */
  message: 20,
});
