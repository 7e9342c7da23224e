import type { V1Pod } from '../../api/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { StateData } from '../framework/cycle-state.ts';
import type { PluginHandle } from '../framework/handle.ts';
import { nodeScoreMax, type Plugin } from '../framework/plugin.ts';

const name = 'ImageLocality';
const mebibyte = 1024 * 1024;
/** Less than this is as good as nothing, and more than that for each container as good as that. As upstream. */
const sizeMin = 23 * mebibyte;
const sizeMaxPerContainer = 1_000 * mebibyte;

/** The images of a pod: names as nodes know them, as often as the pod names them. */
class PodImages implements StateData {
  readonly names: readonly string[];
  readonly #containers: number;

  constructor(pod: V1Pod) {
    const containers = containerImages(pod);
    const volumes = (pod.spec?.volumes ?? []).flatMap(({ image }) =>
      image === undefined ? [] : [withTag(image.reference)],
    );
    this.names = [...containers, ...volumes];
    this.#containers = containers.length;
  }

  /** The more of them is there already, the better; what only few nodes have counts less. Mirrors sumImageScores and calculatePriority. */
  score({ images }: NodeInfo, nodeCount: number): number {
    let sum = 0;
    for (const image of this.names) {
      const state = images.get(image);
      if (state !== undefined) sum += Math.trunc(state.sizeBytes * (state.nodes / nodeCount));
    }
    const most = sizeMaxPerContainer * this.#containers;
    const size = Math.min(Math.max(sum, sizeMin), most);
    return Math.trunc((nodeScoreMax * (size - sizeMin)) / (most - sizeMin));
  }

  clone(): PodImages {
    return this;
  }
}

/** Prefers nodes that have a pod's images. Mirrors kubernetes plugins/imagelocality. */
export function imageLocality(_args: unknown, { snapshot }: PluginHandle): Plugin {
  return {
    name,
    sign: ({ pod }) => ({ images: [...new Set(containerImages(pod))].sort() }),
    preScore(state, { pod }) {
      const images = new PodImages(pod);
      // All nodes would score alike.
      if (!images.names.some((image) => snapshot.images.has(image))) return 'skip';
      state.write(name, images);
      return undefined;
    },
    score: (state, _pod, node) => state.read<PodImages>(name)?.score(node, snapshot.nodes().length) ?? 0,
  };
}

function containerImages({ spec }: V1Pod): readonly string[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image }) => withTag(image));
}

/** Mirrors normalizedImageName. */
function withTag(image = ''): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
