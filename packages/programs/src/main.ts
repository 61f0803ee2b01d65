/**
 * `node main.ts` builds the programs of this tree, unless they were built from the very same sources; `node main.ts ROOT FOLDER`
 * builds those of the tree ROOT into FOLDER. It needs no network.
 */
import path from 'node:path'
import { buildPrograms } from './build-programs.ts'
import { builtPrograms } from './built-programs.ts'

const [root, folder] = process.argv.slice(2)
if (root === undefined || folder === undefined) await builtPrograms()
else await buildPrograms(path.resolve(root), path.resolve(folder))
