export { builtPrograms } from './built-programs.ts'
