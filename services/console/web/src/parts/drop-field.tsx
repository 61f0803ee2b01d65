import type { ReactNode } from 'react'

// More than any call takes; the file is then refused by its size.
const LARGEST_KEPT = 64 * 1024 * 1024

/**
 * The file as it is at this moment: one that is written to later, as by a spreadsheet, could not be sent any more, and would be
 * another than was looked at.
 */
async function keep(file: File): Promise<File> {
  if (file.size > LARGEST_KEPT) return file
  return file.arrayBuffer().then(
    (bytes) => new File([bytes], file.name),
    () => file,
  )
}

/** A field for a file, which may be chosen or dropped on it. @param accept types and endings that are offered */
export function DropField(props: { label: string; accept: string; onFile: (file: File) => void }): ReactNode {
  const { label, accept, onFile } = props
  return (
    <label className="drop">
      {label}
      {/* Browsers let files be dropped on such a field as well. */}
      <input
        type="file"
        accept={accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          if (file !== undefined) void keep(file).then(onFile)
          currentTarget.value = ''
        }}
      />
    </label>
  )
}
