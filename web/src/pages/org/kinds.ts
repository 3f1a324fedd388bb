/** Kinds of units, in the order of the house. Their words are under `kind.` in the dictionary. */
export const unitKinds = ['leadership', 'internal', 'institution', 'centre', 'section', 'company'] as const

/** What a department serves. */
export const unitCategories = ['core', 'general'] as const
