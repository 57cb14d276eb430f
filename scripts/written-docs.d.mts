/** The pages that are written by a script, each with what makes its text. */
export declare const WRITTEN: Readonly<Record<string, () => string | Promise<string>>>;
