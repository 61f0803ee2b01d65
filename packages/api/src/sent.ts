/** An answer as a route hands it over, which nobody changes any more. */
export type Sent<Answer> = Answer extends readonly (infer Entry)[]
  ? readonly Sent<Entry>[]
  : Answer extends object
    ? { readonly [Field in keyof Answer]: Sent<Answer[Field]> }
    : Answer
