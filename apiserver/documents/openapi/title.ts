/** What documents call the API that they describe. */
export const title = { title: 'Kubernetes', version: '1.36' };

/** And a version of a group that is defined by custom resources. */
export const customTitle = { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' };
