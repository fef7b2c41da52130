import Files
import Foundation
import Runner
import Specification

/// Does what a worker should never do: crash, exit, hang, spin, print. With `marker` in its context it
/// misbehaves only once, the first time.
struct MisbehavingRunner: StageRunner {
  static let kind = "misbehave"
  static let version = 1

  func run(_ task: StageTask) throws {
    let marker = task.stage.context["marker"]?.string
    if let marker, access(marker, F_OK) == 0 {
      return try AtomicFile.write("good after all", to: task.output + "/data")
    }
    if let marker { try AtomicFile.write("misbehaved", to: marker) }
    switch task.stage.specification["how"]?.string {
    case "crash": fatalError("this runner crashes on purpose")
    case "exit": exit(7)
    case "kill": kill(getpid(), SIGKILL)
    case "freeze": kill(getpid(), SIGSTOP)
    case "hang": while true { sleep(1) }
    // As a library does that waits for memory which it never gets.
    case "spin": while true { sched_yield() }
    case "print":
      print("a stray line on the standard output")
      try AtomicFile.write("printed", to: task.output + "/data")
    default: throw StageFailure("an unknown way to misbehave")
    }
  }
}
