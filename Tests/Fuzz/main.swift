import Foundation
import FuzzTargets

// fuzz [--minutes M] [--seed S] [--only NAME]: feeds mutated inputs to every reader, in processes that
// may crash, and keeps what did. With --work it is such a process itself.

let options = FuzzOptions(CommandLine.arguments.dropFirst())
do {
  if let work = options.work {
    exit(try FuzzWorker(work, options).run())
  }
  exit(try FuzzCampaign(options).run() ? 0 : 1)
} catch {
  print("fuzz: \(error)")
  exit(2)
}
