// The last words of `npm test`: what it does not cover, and how to run that.
console.log('Not run here: tests with the real kubectl (npm run test:kubectl).');
