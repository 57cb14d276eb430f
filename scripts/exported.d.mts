/** An entry of the package. */
export interface Entry {
  /** What users import, such as `nestjs-alternative-payments/testing`. */
  readonly name: string;
  /** The file, from the folder of the project. */
  readonly file: string;
}

/** Something that an entry exports. */
export interface Exported {
  readonly entry: string;
  readonly name: string;
  readonly kind: string;
  /** Where it is declared. */
  readonly file: string;
  /** What its documentation begins with, or nothing. */
  readonly text: string;
}

export declare function entries(): Entry[];
export declare function exportsOf(modules: readonly Entry[]): Exported[];
