/** One thing measured, beside what it is held against. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The figure of the bare thing that bounds it, in the same run, and the share of it that was reached. */
  readonly limit?: number
  readonly ratio?: number
  /** What it must reach, in words. */
  readonly goal: string
  readonly met: boolean
}

/** A figure that must be at least so much. */
export function atLeast(name: string, value: number, least: number, unit: string): Figure {
  return { name, value, unit, goal: `at least ${least} ${unit}`, met: value >= least }
}

/** A figure that must stay under so much. */
export function under(name: string, value: number, bound: number, unit: string): Figure {
  return { name, value, unit, goal: `under ${bound} ${unit}`, met: value < bound }
}

/** One line for people. */
export function lineOf({ name, value, unit, goal, met }: Figure): string {
  return `${met ? 'met   ' : 'MISSED'} ${name}: ${Math.round(value)} ${unit} (${goal})`
}
