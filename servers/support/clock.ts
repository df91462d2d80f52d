/** The time in milliseconds since 1970. Handed in, so that a test can stand still or jump. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

export const epochSeconds = (now: Clock): number => Math.floor(now() / 1000)
