/** Checked data: nothing in it changes, and a key that was left out is absent. */
export type Data<T> = T extends readonly (infer Item)[]
  ? readonly Data<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Data<Exclude<T[Key], undefined>> }
    : T;
