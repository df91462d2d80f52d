import { registerInFile, registerOverHttp } from '../support/registers.ts'
import { holdsToTheRegisterContract } from './party-register.contract.ts'

holdsToTheRegisterContract('in a file', registerInFile)
holdsToTheRegisterContract('over HTTP', registerOverHttp)
