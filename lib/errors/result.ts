/** A value, or what is wrong where there is none. */
export type Result<T, P> =
  { readonly value: T; readonly problem?: undefined } | { readonly value?: undefined; readonly problem: P };
