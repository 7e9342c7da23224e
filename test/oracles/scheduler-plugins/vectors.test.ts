import { expect, test } from 'vitest';
import type { PluginHandle } from '../../../scheduler/framework/handle.ts';
import { imageLocality } from '../../../scheduler/plugins/image-locality.ts';
import { interPodAffinity } from '../../../scheduler/plugins/inter-pod-affinity/inter-pod-affinity.ts';
import { nodeResourcesBalancedAllocation } from '../../../scheduler/plugins/node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from '../../../scheduler/plugins/node-resources-fit.ts';
import { podTopologySpread } from '../../../scheduler/plugins/pod-topology-spread/pod-topology-spread.ts';
import { testParts } from '../../../scheduler/testing/frameworks.ts';
import { readVectors } from '../kit/rule-cases.ts';
import { answerOf, type HintCase, hintFor, type PluginAnswer, type PluginCase } from './judged-case.ts';

/** Upstream's own tables of cases, with what upstream's plugins answer. */
const prefix = 'scheduler';

const plugins = {
  'inter-pod-affinity': (asked: PluginCase) => answerOf(interPodAffinity, asked),
  'pod-topology-spread': (asked: PluginCase) => answerOf(podTopologySpread, asked),
};

test.each(Object.entries(plugins))('%s filters and scores as upstream does', (rule, answer) => {
  const vectors = readVectors(prefix, rule);
  expect(vectors.length).toBeGreaterThan(80);
  for (const vector of vectors) {
    const asked = vector.in as PluginCase;
    expect({ asked, answer: answer(asked) }).toEqual({ asked, answer: vector.out });
  }
});

const scores: Readonly<Record<string, (asked: PluginCase) => PluginAnswer>> = {
  'resources-strategies': (asked: PluginCase) => answerOf(nodeResourcesFit, asked),
  // Where all nodes score 0 ours is not asked at all.
  'image-locality': (asked: PluginCase) => {
    const { raw = asked.candidates.map(() => 0) } = answerOf(imageLocality, asked);
    return { raw };
  },
  'resources-balanced': (asked: PluginCase) => answerOf(nodeResourcesBalancedAllocation, asked),
};

test.each(Object.entries(scores))('%s: nodes are scored as upstream scores them', (rule, answer) => {
  const vectors = readVectors(prefix, rule);
  expect(vectors.length).toBeGreaterThan(5);
  for (const vector of vectors) {
    const asked = vector.in as PluginCase;
    const { raw, preScore } = answer(asked);
    expect({ asked, answer: raw === undefined ? { preScore } : { raw } }).toEqual({
      asked,
      answer: vector.out,
    });
  }
});

// A plugin that only gives hints asks nothing of anybody.
const handle = testParts() as unknown as PluginHandle;
const hinting = {
  'inter-pod-affinity-hints': interPodAffinity(
    { hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false },
    handle,
  ),
  'pod-topology-spread-hints': podTopologySpread({ defaultingType: 'List' }, handle),
};

test.each(Object.entries(hinting))('%s: pods are woken by what upstream wakes them by', (rule, plugin) => {
  const vectors = readVectors(prefix, rule);
  expect(vectors.length).toBeGreaterThan(25);
  for (const { in: input, out } of vectors) {
    expect({ input, wakes: hintFor(plugin, input as HintCase) }).toEqual({ input, wakes: out });
  }
});
