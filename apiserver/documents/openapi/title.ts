/** What documents call the API that they describe. */
export const title = { title: 'Kubernetes', version: 'v1.36.0' };
