// The last words of `npm test`: what it does not cover, and how to run that.
console.log(
  'Not run here: tests with the real kubectl (npm run test:kubectl), and of the package in an empty folder',
);
console.log('(node test/package/check.mjs). .ci/run does both.');
