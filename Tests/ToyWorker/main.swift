import Foundation
import Runner
import Specification

let runners: [any StageRunner] = [MixRunner(), FailingRunner(), MisbehavingRunner()]

switch CommandLine.arguments.dropFirst().first {
case "worker": exit(WorkerMain.run(runners: runners))
case "run": exit(ToyRun.main(Array(CommandLine.arguments.dropFirst(2))))
case "write": exit(ToyReport.main(CommandLine.arguments[2]))
default: exit(2)
}
