/** Validated data: read-only, and a key that was not written is absent. */
export type Data<T> = T extends readonly (infer Item)[]
  ? readonly Data<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Data<Exclude<T[Key], undefined>> }
    : T;
