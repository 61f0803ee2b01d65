import type { BoardEntry } from '@tubepost/api'
import type { BoardGroup } from '../../parts/arrange-board.ts'

/** A cell of the wall: the head of a group, a person, or nothing where a head would stand alone at the foot of a column. */
export type WallCell =
  | { readonly is: 'head'; readonly name: string; readonly count: number }
  | { readonly is: 'person'; readonly entry: BoardEntry }
  | { readonly is: 'gap' }

export interface WallLayout {
  readonly fontPx: number
  readonly columns: number
  readonly rows: number
  /** One at least; each fills its columns from the top. */
  readonly pages: readonly (readonly WallCell[])[]
}

// Sizes of a cell in its own letters: a name of twenty letters, and a status with its return on two lines beneath.
const CELL_WIDTH = 17
const CELL_HEIGHT = 3.8
const COMMENT_HEIGHT = 1
// Shares of the height: a few people fill it, and many are still read from five metres, on a screen of a metre and a half.
const LARGEST_SHARE = 0.07
const SMALLEST_SHARE = 0.022
// On a phone, in the hand.
const SMALLEST_PX = 15

/**
 * Lays the people out in columns, in the largest letters in which all of them fit; where even the smallest are too large, on
 * pages. Pure.
 * @param area width and height in pixels
 */
export function layWall(
  groups: readonly BoardGroup[],
  area: { readonly width: number; readonly height: number },
  hasComments: boolean,
): WallLayout {
  const smallest = Math.max(SMALLEST_PX, Math.floor(area.height * SMALLEST_SHARE))
  const largest = Math.max(smallest, Math.floor(Math.min(area.height * LARGEST_SHARE, area.width / CELL_WIDTH)))
  let layout = layIn(largest, groups, area, hasComments)
  for (let fontPx = largest - 1; fontPx >= smallest && layout.pages.length > 1; fontPx--)
    layout = layIn(fontPx, groups, area, hasComments)
  return layout
}

function layIn(
  fontPx: number,
  groups: readonly BoardGroup[],
  { width, height }: { readonly width: number; readonly height: number },
  hasComments: boolean,
): WallLayout {
  const cellHeight = (CELL_HEIGHT + (hasComments ? COMMENT_HEIGHT : 0)) * fontPx
  const columns = Math.max(1, Math.floor(width / (CELL_WIDTH * fontPx)))
  // A head needs a row for somebody beneath it.
  const rows = Math.max(2, Math.floor(height / cellHeight))
  const cells = cellsOf(groups, rows)
  const pages = []
  for (let at = 0; at === 0 || at < cells.length; at += rows * columns) pages.push(cells.slice(at, at + rows * columns))
  return { fontPx, columns, rows, pages }
}

function cellsOf(groups: readonly BoardGroup[], rows: number): WallCell[] {
  const cells: WallCell[] = []
  for (const { name, people } of groups) {
    if (name !== undefined) {
      if (cells.length % rows === rows - 1) cells.push({ is: 'gap' })
      cells.push({ is: 'head', name, count: people.length })
    }
    cells.push(...people.map((entry) => ({ is: 'person', entry }) as const))
  }
  return cells
}
