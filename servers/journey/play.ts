import { randomUUID } from 'node:crypto'
import { type Memory, type Shown, story } from './story.ts'
import type { World } from './world.ts'

export type PlayedStep = {
  readonly name: string
  readonly says: string
  readonly outcome: 'as told' | 'not as told'
  readonly milliseconds: number
  readonly shown: Shown
}

/** Plays the story, step by step; the first step that goes otherwise is the last. */
export async function playStory(
  world: World,
  onStep: (step: PlayedStep) => void,
): Promise<readonly PlayedStep[]> {
  const externalRef = `journey-${randomUUID()}`
  const memory: Memory = {
    world,
    externalRef,
    systemUser: '',
    piasToken: '',
    consistencyToken: undefined,
  }
  const played: PlayedStep[] = []
  for (const { name, says, play } of story) {
    const started = performance.now()
    const end = await play(memory).then(
      (shown) => ({ outcome: 'as told' as const, shown }),
      (error: unknown) => ({
        outcome: 'not as told' as const,
        shown: { wrong: error instanceof Error ? error.message : String(error) },
      }),
    )
    const milliseconds = Math.round((performance.now() - started) * 10) / 10
    const step = { name, says, milliseconds, ...end }
    played.push(step)
    onStep(step)
    if (step.outcome === 'not as told') break
  }
  return played
}
