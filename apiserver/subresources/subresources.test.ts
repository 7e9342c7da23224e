import { expect, test } from 'vitest';
import { servedResources } from '../../api/index.ts';
import { groupResource } from '../../apimachinery/index.ts';
import { subresourceOf, subresources } from './index.ts';

test('every subresource that is served has something to answer each of its verbs', () => {
  const missing = servedResources.flatMap((resource) =>
    resource.subresources.flatMap(({ name, verbs }) => {
      const answered = Object.keys(
        subresourceOf({ subresources: subresources[groupResource(resource)] ?? [] }, name)?.verbs ?? {},
      );
      return verbs
        .filter((verb) => !answered.includes(verb))
        .map((verb) => `${verb} ${resource.resource}/${name}`);
    }),
  );
  expect(missing).toEqual([]);
});
