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

/** A figure beside its limit, of which it must reach a share. */
export function beside(given: {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: string
  readonly least: number
}): Figure {
  const { name, value, limit, unit, least } = given
  const ratio = limit === 0 ? 0 : value / limit
  return { name, value, unit, limit, ratio, goal: `at least ${least} of it`, met: ratio >= least }
}

/** A figure beside another, of which it may be so many times as much. */
export function atMost(given: {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: string
  readonly most: number
}): Figure {
  const { name, value, unit, limit, most } = given
  const ratio = value / limit
  return { name, value, unit, limit, ratio, goal: `at most ${most} of it`, met: ratio <= most }
}

const partGoal = 'part of'

/** What another figure is made up of: it has no goal of its own. */
export const partOf = (whole: string, name: string, value: number, unit: string): Figure => ({
  name,
  value,
  unit,
  goal: `${partGoal} ${whole}`,
  met: true,
})

/** One line for people. */
export function lineOf({ name, value, unit, limit, ratio, goal, met }: Figure): string {
  const share = ratio === undefined ? '' : `, ${ratio.toFixed(2)} of ${round(limit ?? 0)}`
  const verdict = goal.startsWith(partGoal) ? '      ' : met ? 'met   ' : 'MISSED'
  return `${verdict} ${name}: ${round(value)} ${unit}${share} (${goal})`
}

const round = (value: number): number =>
  value < 100 ? Math.round(value * 10) / 10 : Math.round(value)
