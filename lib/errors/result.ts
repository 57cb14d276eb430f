/** A value, or the problem that prevented it. */
export type Result<T, P> =
  { readonly value: T; readonly problem?: undefined } | { readonly value?: undefined; readonly problem: P };
