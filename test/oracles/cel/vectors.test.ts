import { expect, test } from 'vitest';
import { answer } from './answer.ts';
import { questionsOf, readVectors } from './vectors.ts';

test.each(['expressions', 'rules', 'random'])('cel-%s: we answer as Kubernetes does', (name) => {
  const all = questionsOf(readVectors(name));
  expect(all.length).toBeGreaterThan(500);
  for (const { question, answer: theirs } of all) {
    expect(answer(question), JSON.stringify(question)).toEqual(theirs);
  }
});

// ANTLR goes on after an error in ways of its own; nineteen in twenty times we say the same first.
test('cel-broken: what is no expression is told as Kubernetes tells it', () => {
  const all = questionsOf(readVectors('broken'));
  const firstWrong = (error: string | undefined): string => error?.split('\n').slice(0, 3).join('\n') ?? '';
  const same = all.filter(({ question, answer: theirs }) => {
    const ours = answer(question);
    expect(ours.error === undefined, JSON.stringify(question)).toBe(theirs.error === undefined);
    return firstWrong(ours.error) === firstWrong(theirs.error);
  });
  expect(all.length).toBeGreaterThan(200);
  expect(same.length / all.length).toBeGreaterThan(0.95);
});
