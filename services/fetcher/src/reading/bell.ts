import type { Folder } from '../sources/folder.ts'

/** Calls the owner of a mailbox away from waiting in its folder, because the database has something for it to do. */
export interface Bell {
  ring(): void
  /** Waits in the folder. Tells whether new mail was announced there, and whether the bell has rung since the last wait. */
  waitIn(folder: Pick<Folder, 'wait'>, stopped: AbortSignal, ms: number): Promise<{ news: boolean; rung: boolean }>
}

export function createBell(): Bell {
  let rung = new AbortController()
  return {
    ring: () => rung.abort(),
    async waitIn(folder, stopped, ms) {
      const news = await folder.wait(AbortSignal.any([stopped, rung.signal]), ms)
      const hasRung = rung.signal.aborted
      if (hasRung) rung = new AbortController()
      return { news, rung: hasRung }
    },
  }
}
