/**
 * What `make` gives, made once for the same two arguments in succession: while an object is asked about with the `beside`
 * that it was asked about last, it is given what was made then. Nothing outlives the object.
 */
export function onceFor<Of extends object, Beside, Made>(
  make: (of: Of, beside: Beside) => Made,
): (of: Of, beside: Beside) => Made {
  const last = new WeakMap<Of, { readonly beside: Beside; readonly made: Made }>()
  return (of, beside) => {
    const known = last.get(of)
    if (known && known.beside === beside) return known.made
    const made = make(of, beside)
    last.set(of, { beside, made })
    return made
  }
}

/** What `make` gives, made once for an object, and not outliving it. */
export function onceOf<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const again = onceFor((of: Of, _beside: undefined) => make(of))
  return (of) => again(of, undefined)
}
