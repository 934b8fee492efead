import type { CredentialsOptions } from './credentials';
export interface ServiceConfigurationOptions {
  credentials?: CredentialsOptions;
  region?: string;
}
export declare class Service {
  makeRequest(operation: string, params?: object): { promise(): Promise<unknown> };
}
