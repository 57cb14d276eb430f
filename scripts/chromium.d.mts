/** The path of a Chromium, or why there is none. */
export type Chromium =
  { readonly path: string; readonly missing?: never } | { readonly path?: never; readonly missing: string };

export declare function findChromium(): Chromium;
export declare function installChromium(): Chromium;
