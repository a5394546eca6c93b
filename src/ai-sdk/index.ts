export { createFluxKontext, fluxKontext } from './provider.js';

// Types.

export type { ImageModelOptions } from './model-options.js';
export type { FluxKontextProvider } from './provider.js';
export type { FluxKontextProviderOptions } from './provider-options.js';
export type {
  FluxKontextImageModel,
  ImageModelCall,
  ImageModelFile,
  ImageModelResult,
  ImageModelWarning,
} from './specification.js';
