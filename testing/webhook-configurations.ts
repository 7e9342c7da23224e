import {
  admissionregistrationV1,
  type V1MutatingWebhookConfiguration,
  type V1ValidatingWebhookConfiguration,
} from '../api/index.ts';
import type { TestWorld } from './open-test-world.ts';
import { readSources, type Source } from './sources.ts';

type Configuration = V1MutatingWebhookConfiguration | V1ValidatingWebhookConfiguration;

/** Which webhooks the API server calls: an object, or the path of a file of them, or of a folder of such files. */
export type WebhookConfigurationSource =
  | Source<V1MutatingWebhookConfiguration>
  | Source<V1ValidatingWebhookConfiguration>;

const kinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** Creates the configurations, or changes those that are there. Mirrors controller-runtime pkg/envtest (WebhookInstallOptions). */
export async function applyWebhookConfigurations(
  { user, run }: TestWorld,
  sources: readonly WebhookConfigurationSource[],
): Promise<void> {
  const { mutatingWebhookConfigurations, validatingWebhookConfigurations } = admissionregistrationV1;
  for (const configuration of readSources<Configuration>(sources, kinds)) {
    const type =
      configuration.kind === 'MutatingWebhookConfiguration'
        ? mutatingWebhookConfigurations
        : validatingWebhookConfigurations;
    await run(() => user.apply(type, configuration, { fieldManager: 'test', force: true }));
  }
}
