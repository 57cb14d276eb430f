/** Stub. */
export interface SyncResult { readonly created: string[]; readonly kept: string[]; readonly wrong: string[] }
export interface SubscriptionSync { run(): Promise<SyncResult> }
